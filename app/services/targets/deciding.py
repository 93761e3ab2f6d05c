"""Decisions about targets: who agreed, what still stands in the way, and the record that stays.

The Utrecht charter changes only when its parties agree or when finances shift (002:722, 002:754), and its ambitions
are firmer than the way towards them (002:87). Replacing a baseline keeps the ambition, and was agreed on beforehand
(002:136): that a party agrees need not be noted there, but none of those named may have refused.
"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import FieldError, Message, say
from app.models.decision import ConsentRead
from app.models.partner import Partner
from app.models.programme import ProgrammePartner
from app.models.target import Decided, Grounds, Target, TargetBase
from app.models.target_decision import DecisionKind, Party, TargetDecision, TargetDecisionRead
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.references import unknown, unusable

SIGNATORY = "signatory"
CHANGES = (DecisionKind.AMENDMENT, DecisionKind.REBASING, DecisionKind.WITHDRAWAL)

NOT_AGREED = say("Who signed agrees to a change, unless finances shift. This party did not agree.")
NOT_ANSWERED = say("Who signed agrees to a change, unless finances shift. This party has not answered yet.")
NOBODY_AGREED = say("Say which parties that signed the programme agreed. Only when finances shift is that not needed.")


def words_of_decision(writing: Writing, row: TargetBase, decided: Decided) -> Iterator[FieldError]:
    """What is wrong with the words of a decision: it names what is not there, or somebody twice."""
    partners = [one.partner for one in decided.consent]
    for error in unknown(writing, "partner", "consent", partners):
        yield FieldError(f"{error.field}.partner", error.code, error.message, error.value)
    for number, partner in enumerate(partners):
        if partner in partners[:number]:
            yield FieldError(f"consent.{number}.partner", "named-twice", say("A party is named once."), partner)
    if decided.decision is None:
        return
    yield from unknown(writing, "decision", "decision", decided.decision)
    yield from unusable(writing, "decision", row.programme_id, [("decision", decided.decision)])


def hindrances(session: Session, row: TargetBase, kind: DecisionKind, decided: Decided) -> Iterator[FieldError]:
    """Why what was agreed may not be changed yet: a party did not agree, or nobody was asked."""
    if kind not in CHANGES or decided.grounds is Grounds.FINANCE:
        return
    for number, one in enumerate(decided.consent):
        if not one.agreed:
            yield _withheld(number, one.partner, NOT_ANSWERED if one.agreed is None else NOT_AGREED)
    parties = {party.id for party in parties_of(session, row.programme_id)}
    if kind is DecisionKind.AMENDMENT and parties and not parties & {one.partner for one in decided.consent}:
        yield FieldError("consent", "consent-required", NOBODY_AGREED)


def note_decision(writing: Writing, row: Target, kind: DecisionKind, decided: Decided) -> None:
    """Keep the decision beside the version that came of it."""
    writing.session.add(
        TargetDecision(
            target_id=row.id,
            version=row.version,
            kind=kind,
            reason=decided.reason,
            body=decided.body,
            decided_on=decided.date,
            grounds=decided.grounds if kind in CHANGES else None,
            consent=[one.model_dump(mode="json", exclude_none=True) for one in decided.consent],
            decision_id=decided.decision,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
        )
    )
    writing.session.flush()


def decisions_of(sight: Sight, target_id: str) -> dict[int, TargetDecisionRead]:
    """The decisions about a target, by the version that came of them."""
    statement = select(TargetDecision).where(col(TargetDecision.target_id) == target_id)
    return {row.version: _read(row) for row in sight.session.execute(statement).scalars()}


def parties_of(session: Session, programme_id: str) -> list[Party]:
    """The signatories of a programme."""
    statement = (
        select(col(Partner.id), col(Partner.name))
        .join(ProgrammePartner, col(ProgrammePartner.partner_id) == col(Partner.id))
        .where(col(ProgrammePartner.programme_id) == programme_id, col(ProgrammePartner.role) == SIGNATORY)
        .order_by(col(Partner.name), col(Partner.id))
    )
    return [Party(id=row.id, name=row.name) for row in session.execute(statement)]


def _withheld(number: int, partner: str, why: Message) -> FieldError:
    return FieldError(f"consent.{number}.agreed", "not-agreed", why, partner)


def _read(row: TargetDecision) -> TargetDecisionRead:
    return TargetDecisionRead(
        kind=row.kind,
        reason=row.reason,
        body=row.body,
        date=row.decided_on,
        grounds=row.grounds,
        consent=[ConsentRead.model_validate(one) for one in row.consent],
        decision=row.decision_id,
    )
