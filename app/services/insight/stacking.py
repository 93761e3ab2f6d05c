"""Stacking: the neighbourhoods of an area where several indicators are bad at once, by the rule in `stacks`."""

from decimal import Decimal

from app.errors import say
from app.language import said
from app.models.insight import BadIndicator, StackingFilter, StackingMethod, StackRead
from app.models.insight import Subject as SubjectRead
from app.models.terms import GoodDirection
from app.services.access.sight import Sight
from app.services.insight.levels import Pair, gap, is_certain
from app.services.insight.loading import Subject
from app.services.insight.stacks import Stack, stack
from app.services.insight.surveying import Survey, survey
from app.services.measurements.composing import EVERYBODY
from app.services.rows import Found, paginate_list

NAME = "worse-than-reference"
RULE = say(
    "An indicator is bad in a neighbourhood when its figure is worse than that of the municipality (or of what was "
    "asked to compare with) in the latest period of both: by at least one step of the indicator, and by at least "
    "{margin}% of the other figure (of a share: of the smaller of that share and the rest; of a grade or another scale "
    "without a true zero one step is enough), and by more than chance explains where a figure comes from a sample. "
    "Problems are stacked where at least {at_least} indicators are bad. All indicators count alike. Numbers that add "
    "up over places are left out: a city has more of everything."
)


def find(sight: Sight, area_id: str, asked: StackingFilter) -> tuple[Found[StackRead], StackingMethod, int]:
    """A page of the neighbourhoods, most bad indicators first; the rule; and how many of all are stacked.

    Only figures about everybody count, unless populations are named: one problem is not to be counted twice.
    Raises NotFound, Invalid.
    """
    about = asked.model_copy(update={"population": asked.population or [EVERYBODY]})
    found = survey(sight, area_id, about)
    items = [_read(found, one, asked.at_least) for one in _stacks(found, asked.margin)]
    page = paginate_list(items, asked, lambda it: (-it.count, it.compared, it.place))
    return page, method(asked), sum(it.stacked for it in items)


def method(asked: StackingFilter) -> StackingMethod:
    """The rule, as the reader of this answer reads it."""
    values = {"margin": asked.margin, "at_least": asked.at_least}
    text = said(say(RULE.text, **values))
    return StackingMethod(name=NAME, margin=asked.margin, at_least=asked.at_least, text=text)


def _stacks(found: Survey, margin: int) -> list[Stack]:
    """Indicators of which no way is good cannot be bad, and totals of a part and of the whole are no equals."""
    scales = found.ground.scales
    subjects = [
        subject
        for subject in found.ground.subjects(found.inside)
        if scales[subject[0]].good is not GoodDirection.NONE and not found.ground.is_total(subject[0])
    ]
    return [
        stack(place, {subject: found.beside(subject, place) for subject in subjects}, scales, margin)
        for place in found.inside
    ]


def _read(found: Survey, one: Stack, at_least: int) -> StackRead:
    return StackRead(
        place=one.place,
        stacked=len(one.bad) >= at_least,
        count=len(one.bad),
        compared=len(one.bad) + len(one.fine),
        bad=[_bad(found, one.place, subject, pair) for subject, pair in one.bad.items()],
        suppressed=[_subject(subject) for subject in one.hidden],
        missing=[_subject(subject) for subject in one.missing],
    )


def _bad(found: Survey, place: str, subject: Subject, pair: Pair) -> BadIndicator:
    scale = found.ground.scales[subject[0]]
    return BadIndicator(
        indicator=subject[0],
        population=subject[1],
        period=pair.fact.period.text,
        value=pair.fact.value or Decimal(0),
        reference=found.reference_of(place) or "",
        reference_value=(pair.reference.value if pair.reference else None) or Decimal(0),
        gap=gap(pair.difference, scale),
        certain=is_certain(pair, scale),
    )


def _subject(subject: Subject) -> SubjectRead:
    return SubjectRead(indicator=subject[0], population=subject[1])
