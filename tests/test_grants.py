"""Roles: what several of them come to, where they hold, and what they never give."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.access import NOBODY, ROLES_OF_PEOPLE, SYSTEM, Actor, Grant, Role, foremost, standing
from app.services.access import abilities

STAFF_SOUTH = Grant(Role.PROGRAMME_STAFF, "zuid")
ORDER = list(Role)


def person(*grants: Grant) -> Actor:
    role, areas = standing(foremost(grants))
    return Actor("user:1", role, None, areas, None, str(role), frozenset(grants))


def rights(actor: Actor | None) -> tuple[Role | None, frozenset[str] | None] | None:
    return None if actor is None else (actor.role, actor.areas)


def test_a_role_in_two_areas_holds_in_both() -> None:
    actor = person(STAFF_SOUTH, Grant(Role.PROGRAMME_STAFF, "noord"))

    assert rights(actor) == (Role.PROGRAMME_STAFF, frozenset({"zuid", "noord"}))


def test_a_role_that_also_holds_everywhere_is_not_limited() -> None:
    assert rights(person(STAFF_SOUTH, Grant(Role.PROGRAMME_STAFF))) == (Role.PROGRAMME_STAFF, None)


def test_who_reads_everywhere_is_still_staff_of_its_own_area() -> None:
    assert rights(person(Grant(Role.READER), STAFF_SOUTH)) == (Role.PROGRAMME_STAFF, frozenset({"zuid"}))


def test_a_stronger_role_in_one_area_takes_nothing_away_elsewhere() -> None:
    actor = person(Grant(Role.PROGRAMME_STAFF), Grant(Role.ADMINISTRATOR, "zuid"))

    assert rights(actor) == (Role.PROGRAMME_STAFF, None)
    assert rights(actor.acting_as({Role.PROGRAMME_STAFF})) == (Role.PROGRAMME_STAFF, None)
    assert rights(actor.acting_as({Role.ADMINISTRATOR})) == (Role.ADMINISTRATOR, frozenset({"zuid"}))


def test_acting_in_a_weaker_role_is_limited_to_where_that_one_holds() -> None:
    actor = person(STAFF_SOUTH, Grant(Role.PARTNER_EDITOR, "noord")).acting_as({Role.PARTNER_EDITOR})

    assert rights(actor) == (Role.PARTNER_EDITOR, frozenset({"noord"}))


grants = st.lists(
    st.builds(Grant, st.sampled_from(ROLES_OF_PEOPLE), st.sampled_from([None, "zuid", "noord", "oost"])), max_size=6
)


@given(grants, st.sets(st.sampled_from(list(Role)), min_size=1))
def test_nobody_acts_anywhere_in_a_stronger_role_than_was_given_there(held: list[Grant], roles: set[Role]) -> None:
    actor = person(*held).acting_as(roles) if held else None
    if actor is None or actor.role is None:
        return
    strength = ORDER.index(actor.role)

    for area in actor.areas if actor.areas is not None else {None}:
        given_there = [ORDER.index(each.role) for each in held if each.area in (None, area)]
        assert max(given_there) >= strength


@given(grants, st.sets(st.sampled_from(list(Role)), min_size=1))
def test_who_holds_one_of_the_roles_may_act(held: list[Grant], roles: set[Role]) -> None:
    holds = any(each.role in roles or each.role is Role.ADMINISTRATOR for each in held)

    assert (bool(held) and person(*held).acting_as(roles) is not None) == holds


@pytest.mark.parametrize("role", [Role.PROGRAMME_STAFF, Role.PARTNER_EDITOR, Role.PARTNER, Role.READER])
def test_an_administrator_may_what_any_role_may(role: Role) -> None:
    assert person(Grant(Role.ADMINISTRATOR)).acting_as({role}) is not None


@pytest.mark.parametrize("role", list(Role))
def test_nobody_may_nothing_that_takes_a_role(role: Role) -> None:
    assert NOBODY.acting_as({role}) is None


@pytest.mark.parametrize("role", [Role.READER, Role.PARTNER, Role.PARTNER_EDITOR, Role.PROGRAMME_STAFF])
def test_no_other_role_may_what_an_administrator_may(role: Role) -> None:
    assert person(Grant(role)).acting_as({Role.ADMINISTRATOR}) is None


def test_the_platform_itself_may_everything_everywhere() -> None:
    actor = SYSTEM.acting_as({Role.PROGRAMME_STAFF})

    assert actor is not None
    assert (actor.areas, actor.indicators) == (None, None)


def test_a_stronger_role_may_all_that_a_weaker_one_may() -> None:
    ordered = [Role.READER, Role.PARTNER_EDITOR, Role.PROGRAMME_STAFF, Role.ADMINISTRATOR]
    able = [set(abilities.may(person(Grant(role)))) for role in ordered]

    assert all(weaker <= stronger for weaker, stronger in itertools.pairwise(able))


def test_every_role_has_its_abilities() -> None:
    assert set(abilities.ABILITIES) == {None, *Role}
