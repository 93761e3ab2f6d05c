"""/api/v1/results, events, /api/v1/watched-places"""

from app.api.registers import router_of
from app.api.routes import APIRouter
from app.services.results import EVENTS, RESULTS, WATCHED_PLACES

router = APIRouter()
for register in (RESULTS, EVENTS, WATCHED_PLACES):
    router.include_router(router_of(register))
