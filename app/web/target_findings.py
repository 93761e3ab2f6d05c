"""What is odd about the targets of a programme: twice the same, contradictions, the wrong way, reached already."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.indicator import IndicatorRead
from app.models.place import PlaceRead
from app.models.programme import ProgrammeRead
from app.models.target import FindingCode, FindingRead, TargetRead
from app.web.api import ApiDep, at
from app.web.names import Names
from app.web.promises import promise
from app.web.rendering import render
from app.web.together import together

router = APIRouter()
PAIRS = (FindingCode.REPEATS, FindingCode.CONTRADICTS)


@dataclass(frozen=True)
class Odd:
    """One finding, with the target it is about, and the other one where it takes two."""

    finding: FindingRead
    target: TargetRead
    other: TargetRead | None


@router.get("/programmas/{programme_id}/bevindingen")
async def show_findings(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """All findings of a programme, each pair once."""
    asked = {"programme": programme_id, "finding": [str(code) for code in FindingCode]}
    programme, targets, places, indicators = await together(
        api.get(ProgrammeRead, at("programmes", programme_id)),
        api.all(TargetRead, "/targets", asked),
        api.all(PlaceRead, "/places"),
        api.all(IndicatorRead, "/indicators"),
    )
    promises = promises_of(targets, indicators, Names(places, indicators=indicators))
    groups = by_code(findings_in(targets))
    return render(request, "targets/findings.html", programme=programme, groups=groups, promises=promises)


def promises_of(targets: Sequence[TargetRead], indicators: Sequence[IndicatorRead], names: Names) -> dict[str, str]:
    """The sentence of each target, by its id."""
    known = {indicator.id: indicator for indicator in indicators}
    return {target.id: promise(target, known.get(target.indicator or ""), names) for target in targets}


def by_code(found: Sequence[Odd]) -> list[tuple[FindingCode, list[Odd]]]:
    """The findings of each kind that there are."""
    groups = [(code, [odd for odd in found if odd.finding.code == code]) for code in FindingCode]
    return [group for group in groups if group[1]]


def findings_in(targets: Sequence[TargetRead]) -> list[Odd]:
    """Every finding of these targets; of a pair, the side that comes first."""
    by_id = {target.id: target for target in targets}
    found = [Odd(finding, target, by_id.get(finding.other or "")) for target in targets for finding in target.findings]
    return [odd for odd in found if not _is_second(odd)]


def _is_second(odd: Odd) -> bool:
    return odd.finding.code in PAIRS and odd.other is not None and odd.other.id < odd.target.id
