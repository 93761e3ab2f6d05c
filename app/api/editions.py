"""The routes of undoing: every version of a thing that people change by hand, and an earlier one made to hold again."""

from collections.abc import Callable
from typing import Any

from fastapi import Response

from app.api.access import SightDep
from app.api.etags import IfMatch, require_unchanged, row_tag
from app.api.routes import APIRouter
from app.api.rows import KnownAt, Steering, tagged
from app.models.base import Page, Wire
from app.models.edition import EditionRead
from app.models.register import Restoring
from app.problems import refusals
from app.services import editions
from app.services.access.sight import Sight
from app.services.editions import Edited

Reading = Callable[[Sight, str], Any]


def add_undoing(router: APIRouter, noun: Edited, answer: type[Wire], read: Reading, path: str = "") -> None:
    """`path` goes between the router's prefix and the id; `read` gives one thing as the room shows it."""
    word = answer.__name__.removesuffix("Read").lower()

    @router.get(
        f"{path}/{{key}}/versions",
        response_model=Page[EditionRead],
        responses=refusals(400, 404),
        name=f"list_{word}_editions",
        description=f"Every version of one {word}, newest first, and what each changed",
    )
    def list_versions(sight: SightDep, key: str, known_at: KnownAt = None) -> Page[EditionRead]:
        return Page(items=editions.history(sight.known(known_at), noun, key))

    @router.post(
        f"{path}/{{key}}/restoration",
        response_model=answer,
        responses=refusals(400, 401, 403, 404, 412, 415, 428),
        name=f"restore_{word}",
        description=f"Make an earlier version of one {word} hold again",
    )
    def restore_one(writing: Steering, key: str, wanted: Restoring, match: IfMatch, response: Response) -> Any:
        tag = row_tag(key, noun.hold(writing, key).version)
        require_unchanged(match, tag, read(writing.sight, key), wanted)
        tagged(response, key, editions.restore(writing, noun, key, wanted).version)
        return read(writing.sight, key)
