"""All registers, in the order in which one refers to another: who loads or copies them goes through it."""

from app.services.deliveries.duties import DELIVERY_DUTIES
from app.services.governance.bodies import BODIES, MEETINGS
from app.services.governance.decisions import DECISIONS
from app.services.governance.duties import DUTIES
from app.services.measurements.locks import PERIOD_LOCKS
from app.services.measurements.series_breaks import SERIES_BREAKS
from app.services.planning.registers import ALIGNMENTS, INDICATOR_SETS, NORMS, PLANS, TEXTS
from app.services.registers.register import Register
from app.services.results import EVENTS, RESULTS, WATCHED_PLACES

ALL: tuple[Register, ...] = (
    BODIES,
    MEETINGS,
    DECISIONS,
    DUTIES,
    TEXTS,
    PLANS,
    INDICATOR_SETS,
    NORMS,
    ALIGNMENTS,
    RESULTS,
    EVENTS,
    WATCHED_PLACES,
    PERIOD_LOCKS,
    SERIES_BREAKS,
    DELIVERY_DUTIES,
)
