"""What the routes of one row share: its tag, its address when it is new, and the moment from which it is seen."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from app.api.access import require
from app.api.etags import row_tag
from app.models.access import Role
from app.models.base import AskedMoment
from app.services.access.writing import Writing

Steering = Annotated[Writing, Depends(require(Role.PROGRAMME_STAFF, Role.ADMINISTRATOR))]
AsOf = Annotated[str | None, Query(alias="asOf", max_length=10)]
KnownAt = Annotated[AskedMoment | None, Query(alias="knownAt")]


def tagged(response: Response, key: str, version: int) -> None:
    """The answer is this version of the row."""
    response.headers["ETag"] = row_tag(key, version)


def located(request: Request, response: Response, room: str, key: str, version: int = 1) -> None:
    """The answer is a new row, in the collection `room`."""
    response.headers["Location"] = f"{request.scope['root_path']}/{room}/{key}"
    tagged(response, key, version)
