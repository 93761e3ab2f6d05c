"""Everything that the page of one target shows: asked of the API in four calls, and laid out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.language import HERE
from app.models.indicator import IndicatorRead
from app.models.place import PlaceRead
from app.models.progress import AssessmentRead, CheckpointMet
from app.models.target_decision import TargetDetail
from app.web.api import Api, Asked, at
from app.web.charts import CourseLine
from app.web.courses import course_of, drawings, lines_of
from app.web.names import Names
from app.web.notes import numbers_in
from app.web.ordering import worst_first
from app.web.promises import aim, from_here, promise
from app.web.target_desk import ADDRESSES
from app.web.target_paths import versions_told
from app.web.together import together


@dataclass(frozen=True)
class Standing:
    """A target with its assessment, its indicator (a milestone has none), and the names of its places."""

    target: TargetDetail
    assessment: AssessmentRead
    indicator: IndicatorRead | None
    names: Names

    @property
    def course(self) -> CourseLine | None:
        return course_of(self.target, self.assessment, self.indicator, self.names) if self.indicator else None

    def context(self, asked: Asked) -> dict[str, Any]:
        """What the template needs; `asked` is the moment one looks from."""
        course = self.course
        return {
            "target": self.target,
            "assessment": self.assessment,
            "indicator": self.indicator,
            "names": self.names,
            "asked": asked,
            "course": course,
            "drawing": drawings(course) if course else None,
            "numbers_in": numbers_in,
            "places": worst_first(self.assessment.places or []),
            "lines": lines_of(self.names),
            "promise": promise(self.target, self.indicator, self.names),
            "from_here": from_here(self.target, self.indicator),
            "aim": aim,
            "deeds": [(may, ADDRESSES[may]) for may in self.target.may if may in ADDRESSES and may != "judge"],
            "judged": [(one.place, self.names[one.place]) for one in self.assessment.places or []],
            "versions_told": versions_told(self.target.history, self.target.words),
            "filled": {},
            "errors": {},
            "passed": passed(self.assessment.checkpoints, str(asked.get("asOf", ""))),
        }


async def stand(api: Api, target_id: str, asked: Asked, place: str | None = None) -> Standing:
    """How the target stands; of every neighbourhood, `place` picks one."""
    target, assessment = await together(
        api.get(TargetDetail, at("targets", target_id), asked),
        api.get(AssessmentRead, at("targets", target_id, "assessment"), asked),
    )
    assessment = next((it for it in assessment.places or [] if it.place == place), assessment)
    places, indicators = await together(
        api.all(PlaceRead, "/places", {"place": sorted(_places(target, assessment))}),
        api.all(IndicatorRead, "/indicators", {"indicator": target.indicator or "none"}),
    )
    indicator = indicators[0] if indicators else None
    return Standing(target, assessment, indicator, Names(places, target.path, indicators=indicators))


def passed(checkpoints: list[CheckpointMet], as_of: str) -> list[CheckpointMet]:
    """The agreed steps whose year is over on the day one looks from, or that are met already."""
    last = int(as_of[:4]) if as_of[:4].isdigit() else datetime.now(HERE).year - 1
    return [it for it in checkpoints if it.met is not None or it.year <= last]


def _places(target: TargetDetail, assessment: AssessmentRead) -> set[str]:
    named = {target.place, target.reference, target.scope.every_neighbourhood_of, assessment.place}
    named |= {it.place for it in assessment.places or []}
    return {place for place in named | {assessment.reference.place if assessment.reference else None} if place}
