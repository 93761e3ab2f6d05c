"""What a target means, as plain sentences: “We expect 34,5% in 2030.”"""

from datetime import datetime
from decimal import Decimal

from app.language import HERE
from app.language import gettext as _
from app.models.target_decision import ExpectedRead, TargetWords
from app.models.target_preview import TargetPreviewRead
from app.models.terms import Direction, Rule
from app.web.wording import figure, period, word

WITHOUT_NUMBERS = {
    Direction.RISE: "We expect it to go up. No number has been agreed.",
    Direction.FALL: "We expect it to go down. No number has been agreed.",
    Direction.OPEN: "It has not been agreed which way it should go.",
}


def meaning(found: TargetPreviewRead) -> list[str]:
    """Where it starts, what is expected next and at the end, and how it would stand today."""
    return [*_start(found), *_ahead(found), _("Today that is: {status}.", status=word("status", found.status))]


def _start(found: TargetPreviewRead) -> list[str]:
    start = found.start
    if start is None or start.value is None:
        return []
    said = {"value": _said(start.value, found.words), "period": period(start.period)}
    if found.start_is_proposed:
        return [
            _("No baseline is named. The last figure before the first year is proposed: {value} in {period}.", **said)
        ]
    return [_("It starts from {value} in {period}.", **said)]


def _ahead(found: TargetPreviewRead) -> list[str]:
    if found.expected:
        return [
            _("We expect {value} in {year}.", value=_said(one.value, found.words), year=one.year)
            for one in _next_and_last(found.expected)
        ]
    if found.rule is Rule.REFERENCE:
        return [_("We expect as much as in the place it is compared with, which moves too.")]
    return [_(WITHOUT_NUMBERS[found.direction])] if found.rule is Rule.DIRECTION else []


def _next_and_last(expected: list[ExpectedRead]) -> list[ExpectedRead]:
    """The first year that is not over yet, and the last one."""
    this_year = datetime.now(HERE).year
    following = next((one for one in expected if one.year >= this_year), expected[-1])
    return [following] if following.year == expected[-1].year else [following, expected[-1]]


def _said(value: Decimal, words: TargetWords) -> str:
    """With one decimal more than is printed where it needs one: 34,5% on the way to 30%."""
    exact = words.decimals is None or value == round(value, words.decimals)
    decimals = words.decimals if words.decimals is None or exact else words.decimals + 1
    return figure(value, words.unit or "", decimals)
