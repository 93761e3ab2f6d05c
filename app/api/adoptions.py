"""The routes by which a plan, a text or a set of indicators is adopted and amended."""

from typing import Any

from fastapi import Response

from app.api.etags import IfMatch, require_unchanged, row_tag
from app.api.routes import APIRouter
from app.api.rows import Steering, tagged
from app.models.adoption import Adopting, Amending
from app.problems import refusals
from app.services.planning import adopting
from app.services.registers import finding, recording
from app.services.registers.register import Register

WRITES = (400, 401, 403, 404, 409, 415)


def adoptions_of(register: Register) -> APIRouter:
    """`/{key}/adoption` and `/{key}/amendment` at the path of this register."""
    router = APIRouter(prefix=f"/{register.path}", tags=[register.path])
    _add_adoption(router, register)
    _add_amendment(router, register)
    return router


def _add_adoption(router: APIRouter, register: Register) -> None:
    noun = register.noun

    @router.post(
        "/{key}/adoption",
        response_model=register.read,
        responses=refusals(*WRITES),
        name=f"adopt_{register.noun.replace(' ', '_')}",
        description=f"Adopt a draft {noun}, by a decision; from then on only a decision changes it",
    )
    def adopt_one(writing: Steering, key: str, how: Adopting, response: Response) -> Any:
        tagged(response, key, adopting.adopt(writing, register, key, how).version)
        return finding.read(writing.sight, register, key)


def _add_amendment(router: APIRouter, register: Register) -> None:
    noun, change = register.noun, register.change
    amending: Any = Amending[change]  # type: ignore[valid-type]

    @router.post(
        "/{key}/amendment",
        response_model=register.read,
        responses=refusals(*WRITES, 412, 428),
        name=f"amend_{register.noun.replace(' ', '_')}",
        description=f"Change an adopted {noun}, by a decision; the version before stays readable",
    )
    def amend_one(writing: Steering, key: str, how: amending, match: IfMatch, response: Response) -> Any:
        tag = row_tag(key, recording.held(writing, register, key).version)
        require_unchanged(match, tag, finding.read(writing.sight, register, key), how)
        tagged(response, key, adopting.amend(writing, register, key, how).version)
        return finding.read(writing.sight, register, key)
