"""What each role may do, in words that a page or a program can go by."""

from app.models.access import NOBODY, Actor, Grant, MeRead, Role, RoleRead, User

READING = ("read",)
RECORDING = (*READING, "record-measurements", "withdraw-measurements")
STEERING = (
    *RECORDING,
    "revise-any-figure",
    "see-protected-figures",
    "change-places",
    "change-programmes",
    "change-targets",
    "judge",
    "change-partners",
    "change-interventions",
)
ABILITIES: dict[Role | None, tuple[str, ...]] = {
    None: READING,
    Role.READER: READING,
    Role.PARTNER: RECORDING,
    Role.PARTNER_EDITOR: RECORDING,
    Role.PROGRAMME_STAFF: STEERING,
    Role.ADMINISTRATOR: (*STEERING, "release-protected-figures", "read-audit-events", "manage-access"),
}


def may(actor: Actor) -> list[str]:
    return list(ABILITIES[actor.role])


def nobody(*, fresh: bool) -> MeRead:
    """What is told to who is not known."""
    return MeRead(
        id=None, name=None, role=None, partner=None, areas=None, indicators=None, may=may(NOBODY), fresh=fresh
    )


def me(actor: Actor, user: User | None = None) -> MeRead:
    """The asker's own view of itself; `user` is its account where it is a person."""
    grants = actor.grants or frozenset(_plain_grants(actor))
    return MeRead(
        id=actor.id,
        name=actor.name,
        email=user.email if user else None,
        role=actor.role,
        roles=[RoleRead(role=each.role, area=each.area) for each in sorted(grants, key=_order)],
        partner=actor.partner,
        areas=None if actor.areas is None else sorted(actor.areas),
        indicators=None if actor.indicators is None else sorted(actor.indicators),
        may=may(actor),
        must_change_password=user.must_change_password if user else False,
    )


def _plain_grants(actor: Actor) -> list[Grant]:
    if actor.role is None:
        return []
    return [Grant(actor.role, area) for area in (actor.areas or {None})]


def _order(grant: Grant) -> tuple[str, str]:
    return grant.role, grant.area or ""
