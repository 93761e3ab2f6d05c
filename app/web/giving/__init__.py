"""Giving figures without an API: paste or bring a sheet, mend it, confirm it; type in a grid; see what was sent."""

from fastapi import APIRouter

from app.web.giving import batches, bringing, grid, sheets, templates

router = APIRouter()
for _room in (bringing, templates, grid, batches, sheets):
    router.include_router(_room.router)
