"""The routes of a register: the same for every noun, so that who knows one knows all."""

from typing import Annotated, Any

from fastapi import Query, Request, Response, status

from app.api.access import SightDep
from app.api.etags import IfMatch, require_unchanged, row_tag
from app.api.paging import paged
from app.api.routes import APIRouter
from app.api.rows import KnownAt, Steering, located, tagged
from app.models.base import Page
from app.models.register import Restoring, VersionRead, Withdrawing
from app.problems import refusals
from app.services.registers import finding, recording
from app.services.registers.register import Register

WRITES = refusals(400, 401, 403, 404, 409, 412, 415, 428)


def router_of(register: Register) -> APIRouter:
    """All routes of one noun, at its path."""
    router = APIRouter(prefix=f"/{register.path}", tags=[register.path])
    _add_reading(router, register)
    _add_writing(router, register)
    _add_undoing(router, register)
    return router


def _name(words: str) -> str:
    """The words as a part of a function's name."""
    return words.replace(" ", "_").replace("-", "_")


def _add_reading(router: APIRouter, register: Register) -> None:
    noun, path, item = register.noun, register.path, register.read
    name, names = _name(noun), _name(path)
    asking: Any = Annotated[register.asked, Query()]

    @router.get("", response_model=Page[item], responses=refusals(400), name=f"list_{names}", description=f"All {path}")  # type: ignore[valid-type]
    def list_all(request: Request, sight: SightDep, asked: asking) -> Any:
        return paged(request, finding.find(sight.known(asked.known_at), register, asked))

    @router.get(
        "/{key}", response_model=item, responses=refusals(400, 404), name=f"read_{name}", description=f"One {noun}"
    )
    def read_one(sight: SightDep, key: str, response: Response, known_at: KnownAt = None) -> Any:
        seeing = sight.known(known_at)
        tagged(response, key, finding.row(seeing, register, key).version)
        return finding.read(seeing, register, key)

    @router.get(
        "/{key}/versions",
        response_model=Page[VersionRead[item]],  # type: ignore[valid-type]
        responses=refusals(400, 404),
        name=f"list_{name}_versions",
        description=f"Every version of one {noun}, newest first, and what each changed",
    )
    def list_versions(sight: SightDep, key: str, known_at: KnownAt = None) -> Any:
        return Page[Any](items=finding.history(sight.known(known_at), register, key))


def _add_writing(router: APIRouter, register: Register) -> None:
    noun, path, name = register.noun, register.path, _name(register.noun)
    new_one: Any = register.create
    changes: Any = register.change

    @router.post(
        "",
        response_model=register.read,
        status_code=status.HTTP_201_CREATED,
        responses=refusals(400, 401, 403, 409, 415),
        name=f"create_{name}",
        description=f"A new {noun}",
    )
    def create_one(request: Request, writing: Steering, new: new_one, response: Response) -> Any:
        row = recording.create(writing, register, new)
        located(request, response, path, row.id)
        return finding.read(writing.sight, register, row.id)

    @router.patch(
        "/{key}",
        response_model=register.read,
        responses=WRITES,
        name=f"change_{name}",
        description=f"Change a {noun}; lists that are sent replace what was there",
    )
    def change_one(writing: Steering, key: str, patch: changes, match: IfMatch, response: Response) -> Any:
        tag = row_tag(key, recording.held(writing, register, key).version)
        require_unchanged(match, tag, finding.read(writing.sight, register, key), patch)
        tagged(response, key, recording.change(writing, register, key, patch).version)
        return finding.read(writing.sight, register, key)


def _add_undoing(router: APIRouter, register: Register) -> None:
    noun, name = register.noun, _name(register.noun)

    @router.post(
        "/{key}/withdrawal",
        response_model=register.read,
        responses=refusals(400, 401, 403, 404, 415),
        name=f"withdraw_{name}",
        description=f"Withdraw a {noun}, with the reason; it stays readable",
    )
    def withdraw_one(writing: Steering, key: str, why: Withdrawing, response: Response) -> Any:
        tagged(response, key, recording.withdraw(writing, register, key, why).version)
        return finding.read(writing.sight, register, key)

    @router.post(
        "/{key}/restoration",
        response_model=register.read,
        responses=WRITES,
        name=f"restore_{name}",
        description=f"Make an earlier version of a {noun} the newest again",
    )
    def restore_one(writing: Steering, key: str, wanted: Restoring, match: IfMatch, response: Response) -> Any:
        tag = row_tag(key, recording.held(writing, register, key).version)
        require_unchanged(match, tag, finding.read(writing.sight, register, key), wanted)
        tagged(response, key, recording.restore(writing, register, key, wanted).version)
        return finding.read(writing.sight, register, key)
