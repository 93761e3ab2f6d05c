"""Deliveries as they go out: each duty in each period, how it stands, what is missing, and what was said about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.errors import NotFound, say
from app.models.delivery import Arrival, DeliveryFilter, DeliveryRead, NamedPlace, SentBackRead
from app.models.period import today
from app.models.place import Place
from app.models.programme import Programme, ProgrammeVersion
from app.models.terms import Acceptance
from app.services.access.eyes import Eyes, eyes_of
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.deliveries.arriving import Key, arrived, mark_of
from app.services.deliveries.expecting import Expected, day_of, duties, expected_of
from app.services.deliveries.states import Said, Standing, Wanted, counted, days_late, state_of
from app.services.rows import Found, paginate_list

MESSAGES = 20


@dataclass(frozen=True)
class Delivery:
    """One duty in one period, with every figure that is expected."""

    id: str
    duty: Any
    figures: tuple[Expected, ...]

    @property
    def due(self) -> date:
        return self.figures[0].due


@dataclass(frozen=True)
class Shelf:
    """What deliveries are read with."""

    day: date
    eyes: Eyes
    asking: frozenset[str]
    names: Mapping[str, str]
    there: Mapping[Key, Standing]


def find(sight: Sight, asked: DeliveryFilter) -> Found[DeliveryRead]:
    """A page of deliveries, by due date. A fixed number of queries, however many there are."""
    listed = deliveries(sight, asked)
    if asked.state:
        answers = [one for one in read_all(sight, listed, asked) if one.state in asked.state]
        return paginate_list(answers, asked, lambda one: (one.due.isoformat(), one.id))
    found = paginate_list(listed, asked, lambda one: (one.due.isoformat(), one.id))
    return found.holding(read_all(sight, found.items, asked))


def read(sight: Sight, delivery_id: str) -> DeliveryRead:
    """One delivery; raises NotFound."""
    return read_all(sight, [one(sight, delivery_id)], DeliveryFilter())[0]


def one(sight: Sight, delivery_id: str) -> Delivery:
    """The delivery with this id, also one that is still far off; raises NotFound."""
    duty, _, _ = delivery_id.rpartition(".")
    asked = DeliveryFilter.model_construct(duty=[duty], due_before=date.max)
    found = next((it for it in deliveries(sight, asked) if it.id == delivery_id), None)
    if found is None:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say("delivery"), id=delivery_id[:120]))
    return found


def deliveries(sight: Sight, asked: DeliveryFilter) -> list[Delivery]:
    """What was asked for, whatever its state, in the order of its due date."""
    rows = {row.id: row for row in duties(sight, asked)}
    ordered = sorted(expected_of(sight, rows.values(), asked), key=lambda it: (it.due, it.duty, it.period, it.place))
    groups = ((key, tuple(group)) for key, group in groupby(ordered, key=lambda it: (it.duty, it.period)))
    return [Delivery(id_of(*key), rows[key[0]], figures) for key, figures in groups]


def id_of(duty: str, period: str) -> str:
    """The id of a delivery: `police-nuisance.2024-Q1`, of a school year `pupils.2021-2022`."""
    return f"{duty}.{period.replace('/', '-')}"


def read_all(sight: Sight, listed: Sequence[Delivery], asked: DeliveryFilter) -> list[DeliveryRead]:
    """These deliveries as they go out."""
    shelf = shelf_of(sight, listed, asked)
    return [_read(shelf, delivery) for delivery in listed]


def shelf_of(sight: Sight, listed: Sequence[Delivery], asked: DeliveryFilter) -> Shelf:
    """Four queries, however many deliveries."""
    figures = [figure for delivery in listed for figure in delivery.figures]
    programmes = known_table(sight, Programme, ProgrammeVersion)
    asking = col(programmes.id).in_({it.programme for it in figures}), col(programmes.asks_acceptance).is_(True)
    return Shelf(
        day_of(sight, asked),
        eyes_of(sight),
        frozenset(row.id for row in all_known(sight, Programme, ProgrammeVersion, *asking)),
        _names(sight, {it.place for it in figures}),
        arrived(sight, figures),
    )


def _read(shelf: Shelf, delivery: Delivery) -> DeliveryRead:
    duty, first = delivery.duty, delivery.figures[0]
    there = [standing for it in delivery.figures if (standing := shelf.there.get(it.key))]
    wanted = Wanted(len(delivery.figures), first.opens, first.due, duty.programme in shelf.asking)
    complete = len(there) == wanted.count
    completed_at = max(it.first_at for it in there) if complete else None
    counts, present = counted(there), {it.place for it in there}
    return DeliveryRead(
        id=delivery.id,
        duty=duty.id,
        name=duty.name,
        programme=duty.programme,
        partner=duty.partner,
        indicator=duty.indicator,
        population=duty.population,
        period=first.period,
        opens=first.opens,
        due=first.due,
        state=state_of(wanted, there, shelf.day),
        days_late=days_late(wanted, today(completed_at) if completed_at else None, shelf.day),
        expected=wanted.count,
        delivered=len(there),
        submitted=counts[Acceptance.SUBMITTED],
        sent_back=counts[Acceptance.SENT_BACK],
        accepted=counts[Acceptance.ACCEPTED],
        missing=[_named(shelf, it.place) for it in delivery.figures if it.place not in present],
        arrived=_arrivals(there),
        completed_at=completed_at,
        messages=_messages(shelf, duty.partner, there),
        mark=mark_of(there) if there else None,
        may=_may(shelf.eyes, delivery, there),
    )


def _arrivals(there: Sequence[Standing]) -> list[Arrival]:
    """What came in one batch, or else on one day, together; the last first."""
    together: dict[tuple[str | None, str], list[Standing]] = {}
    for standing in there:
        on = "" if standing.batch else today(standing.sent_at).isoformat()
        together.setdefault((standing.batch, on), []).append(standing)
    found = [
        Arrival(batch=batch, at=max(it.sent_at for it in group), figures=len(group))
        for (batch, _), group in together.items()
    ]
    return sorted(found, key=lambda it: (it.at, it.batch or ""), reverse=True)


def _messages(shelf: Shelf, partner: str, there: Sequence[Standing]) -> list[SentBackRead]:
    """What was said to the partner, the last first: for its own eyes and those of staff.

    What was said to another, who gave a figure that this partner was to give, is not among it.
    """
    said: dict[tuple[Any, str], list[Said]] = {}
    own = [
        standing for standing in there if standing.partner == partner and shelf.eyes.may_see(standing.place, partner)
    ]
    for one_said in (it for standing in own for it in standing.said):
        said.setdefault((one_said.at, one_said.message), []).append(one_said)
    ordered = sorted(said.items(), key=lambda pair: pair[0], reverse=True)
    return [
        SentBackRead(message=message, at=at, places=[_named(shelf, it.place) for it in about])
        for (at, message), about in ordered[:MESSAGES]
    ]


def _may(eyes: Eyes, delivery: Delivery, there: Sequence[Standing]) -> list[str]:
    """What staff of all of its places may do with what is there."""
    if not there or not all(eyes.steers(it.place) for it in delivery.figures):
        return []
    acceptable = any(it.acceptance is not Acceptance.ACCEPTED for it in there)
    returnable = any(it.acceptance is not Acceptance.SENT_BACK and it.partner for it in there)
    return [*(["accept"] if acceptable else []), *(["send-back"] if returnable else [])]


def _named(shelf: Shelf, place: str) -> NamedPlace:
    return NamedPlace(id=place, name=shelf.names[place])


def _names(sight: Sight, places: Collection[str]) -> dict[str, str]:
    statement = select(col(Place.id), col(Place.name)).where(col(Place.id).in_(sorted(places)))
    return {row.id: row.name for row in sight.session.execute(statement)}
