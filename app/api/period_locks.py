"""/api/v1/period-locks"""

from app.api.registers import router_of
from app.services.measurements.locks import PERIOD_LOCKS

router = router_of(PERIOD_LOCKS)
