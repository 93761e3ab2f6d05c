"""Laws that hold for every target, whatever its numbers."""

# A whole fraction equals its integer; mypy thinks that they cannot.
# mypy: disable-error-code="comparison-overlap"

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from app.models.period import Period
from app.models.terms import Bound, Direction, GoodDirection, Rule, Status
from app.services.progress.engine import assess, rebase, severity
from app.services.progress.shapes import Aim, Assessment, Checkpoint, Reading, Scale

START, END = 2010, 2030
TURNED_WAY = {Direction.RISE: Direction.FALL, Direction.FALL: Direction.RISE, None: None}
TURNED_BOUND = {Bound.AT_MOST: Bound.AT_LEAST, Bound.AT_LEAST: Bound.AT_MOST}
TURNED_GOOD = {
    GoodDirection.RISE: GoodDirection.FALL,
    GoodDirection.FALL: GoodDirection.RISE,
    GoodDirection.NONE: GoodDirection.NONE,
}
numbers = st.decimals(-500, 500, places=2, allow_nan=False).map(Fraction)
above_zero = st.integers(1, 100_000).map(lambda number: Fraction(number, 100))
margins = st.none() | st.integers(1, 2000).map(lambda number: Fraction(number, 100))
years = st.integers(START + 1, END + 10)
SCALES = [Scale(decimals=decimals, good=good) for decimals in (0, 1) for good in GoodDirection]


def reading(year: int, value: Fraction, margin: Fraction | None = None) -> Reading:
    low, high = (None, None) if margin is None else (value - margin, value + margin)
    return Reading(Period.of_year(year), value, low=low, high=high)


@st.composite
def aims(draw: st.DrawFn, *, bounds: tuple[Bound | None, ...] = (None, *Bound)) -> Aim:
    """Absolute targets on a path of one way, with up to two checkpoints on the way, and sometimes patience."""
    y0, end = draw(numbers), draw(numbers)
    between = sorted(draw(st.lists(st.fractions(0, 1), max_size=2)))
    at = sorted(
        draw(st.lists(st.integers(START + 5, END - 1), min_size=len(between), max_size=len(between), unique=True))
    )
    points = [Checkpoint(year, y0 + part * (end - y0)) for year, part in zip(at, between, strict=True)]
    return Aim(
        target="t",
        place="p",
        rule=Rule.ABSOLUTE,
        bound=draw(st.sampled_from(bounds)),
        direction=draw(st.sampled_from((None, Direction.RISE, Direction.FALL))),
        baseline=reading(START, y0, draw(margins)),
        checkpoints=(*points, Checkpoint(END, end)),
        patience_until=draw(st.none() | st.integers(START, START + 4)),
    )


@st.composite
def straight_aims(draw: st.DrawFn) -> tuple[Aim, Scale]:
    """A path towards what is good, without intervals: bound, direction and indicator agree."""
    aim = draw(aims(bounds=(None,)))
    assert aim.baseline is not None
    y0, end = Fraction(aim.baseline.value or 0), Fraction(aim.checkpoints[-1].value or 0)
    assume(y0 != end)
    good = GoodDirection.RISE if end > y0 else GoodDirection.FALL
    plain = replace(aim, direction=None, baseline=reading(START, y0))
    return plain, Scale(good=good, decimals=draw(st.integers(0, 2)))


def judged(aim: Aim, scale: Scale, *readings: Reading, as_of: date = date(2060, 1, 1)) -> Assessment:
    return assess(aim, scale, readings, as_of=as_of)


def mirrored_reading(one: Reading) -> Reading:
    margin = None if one.high is None or one.low is None else (Fraction(one.high) - Fraction(one.low)) / 2
    return reading(one.period.year, -Fraction(one.value or 0), margin)


def mirrored(aim: Aim) -> Aim:
    assert aim.baseline is not None
    points = tuple(replace(point, value=-Fraction(point.value or 0)) for point in aim.checkpoints)
    return replace(
        aim,
        bound=TURNED_BOUND.get(aim.bound, aim.bound) if aim.bound else None,
        direction=TURNED_WAY[aim.direction],
        baseline=mirrored_reading(aim.baseline),
        checkpoints=points,
    )


@given(aims(), st.sampled_from(SCALES), years, numbers, margins)
def test_rising_and_falling_mirror_each_other(
    aim: Aim, scale: Scale, year: int, value: Fraction, margin: Fraction | None
) -> None:
    turned = replace(scale, good=TURNED_GOOD[scale.good])
    latest = reading(year, value, margin)

    here, there = judged(aim, scale, latest), judged(mirrored(aim), turned, mirrored_reading(latest))

    assert (here.status, here.pace, here.gap_to_target) == (there.status, there.pace, there.gap_to_target)
    assert [one.met for one in here.checkpoints] == [one.met for one in there.checkpoints]


@given(straight_aims(), years)
def test_a_value_on_the_line_is_always_on_track(given_aim: tuple[Aim, Scale], year: int) -> None:
    aim, scale = given_aim
    expected = judged(aim, scale, reading(year, Fraction(0))).expected
    assert expected is not None

    status = judged(aim, scale, reading(year, expected)).status

    assert status in (Status.ON_TRACK, Status.ACHIEVED, Status.NOT_STARTED)


@given(straight_aims(), years, numbers, above_zero)
def test_better_is_never_worse_on_a_one_way_path(
    given_aim: tuple[Aim, Scale], year: int, value: Fraction, gain: Fraction
) -> None:
    aim, scale = given_aim
    better = value + gain if scale.good is GoodDirection.RISE else value - gain

    before, after = judged(aim, scale, reading(year, value)), judged(aim, scale, reading(year, better))

    assert severity(after.status) >= severity(before.status)


@given(above_zero, above_zero, above_zero, above_zero, years)
def test_rebasing_keeps_the_pace_when_all_scales_alike(
    y0: Fraction, end: Fraction, y: Fraction, factor: Fraction, year: int
) -> None:
    fine = Scale(decimals=9, good=GoodDirection.RISE if end > y0 else GoodDirection.FALL)
    points = (Checkpoint(2020, (y0 + end) / 2), Checkpoint(END, end))
    old = Aim("t", "p", Rule.ABSOLUTE, checkpoints=points, baseline=reading(START, y0))
    moved = tuple(one.checkpoint for one in rebase(points, y0, y0 * factor, fine))

    before = judged(old, fine, reading(year, y))
    after = judged(
        replace(old, checkpoints=moved, baseline=reading(START, y0 * factor)), fine, reading(year, y * factor)
    )

    assert (before.status, before.pace) == (after.status, after.pace)


@given(
    aims(),
    st.sampled_from(SCALES),
    st.dictionaries(years, numbers, max_size=6),
    st.dictionaries(years, numbers, max_size=6),
    years,
)
def test_as_of_never_sees_the_future(
    aim: Aim, scale: Scale, known: dict[int, Fraction], later: dict[int, Fraction], year: int
) -> None:
    day = date(year, 12, 31)
    past = [reading(one, value) for one, value in known.items() if one <= year]
    future = [reading(one, value) for one, value in later.items() if one > year]

    seen = assess(aim, scale, past, past, as_of=day)

    assert assess(aim, scale, past + future, past + future, as_of=day) == seen


@given(aims(), st.sampled_from(SCALES), years, numbers, margins)
def test_the_three_chances_are_together_one_and_back_the_status(
    aim: Aim, scale: Scale, year: int, value: Fraction, margin: Fraction | None
) -> None:
    assessment = judged(aim, scale, reading(year, value, margin))
    if assessment.chances is None:
        assert assessment.status is not Status.UNCERTAIN
        return
    parts = (assessment.chances.on_course, assessment.chances.short, assessment.chances.worsening)
    assert abs(sum(parts) - 1) < 1e-9
    backing = {Status.ON_TRACK: parts[0], Status.WORSENING: parts[2]}.get(assessment.status, parts[1])
    assert assessment.status is Status.UNCERTAIN or backing >= 2 / 3
    assert assessment.likely is (assessment.status is not Status.UNCERTAIN and backing < 0.9)


@given(aims(), st.sampled_from(SCALES), st.permutations(range(START + 1, START + 8)), numbers)
def test_the_order_in_which_readings_come_does_not_matter(
    aim: Aim, scale: Scale, order: list[int], value: Fraction
) -> None:
    readings = [reading(year, value + year) for year in order]
    in_order = sorted(readings, key=lambda one: one.period)

    assert judged(aim, scale, *readings) == judged(aim, scale, *in_order)
