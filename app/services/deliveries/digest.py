"""The digest: what each partner is written about figures that are overdue or were sent back; once a day at most."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.language import Language, day, period, translate
from app.models.delivery import DeliveryFilter, DeliveryRead, DeliveryState
from app.models.indicator import Indicator
from app.models.mailbox import DeliveryDigest, DigestFilter, LetterRead
from app.models.partner import Partner
from app.models.period import today
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.deliveries import following
from app.services.mailboxes import addresses_of, may_know
from app.services.rows import Found, paginate_list

OPEN = (DeliveryState.OVERDUE, DeliveryState.SENT_BACK)
PLACES_NAMED = 8
WRITTEN: Language = "nl"  # partners are written to in Dutch, whoever looks at the preview


@dataclass(frozen=True)
class Signed:
    """Who writes: where the pages are, and whom to ask."""

    site: str
    name: str
    email: str


def find(sight: Sight, signed: Signed, asked: DigestFilter) -> Found[LetterRead]:
    """A page of the letters, by the partner's name."""
    return paginate_list(letters(sight, signed, asked.partner), asked, lambda letter: (letter.name, letter.partner))


def letters(sight: Sight, signed: Signed, partners: Sequence[str] = ()) -> list[LetterRead]:
    """What every partner (or these) that is late would be written today, by the partner's name."""
    asked = DeliveryFilter.model_construct(state=list(OPEN), partner=list(partners))
    listed = following.read_all(sight, following.deliveries(sight, asked), asked)
    late: dict[str, list[DeliveryRead]] = {}
    for delivery in listed:
        if delivery.state in OPEN:
            late.setdefault(delivery.partner, []).append(delivery)
    on = today(sight.now)
    names, addresses = _names(sight.session, Partner, late), addresses_of(sight.session, late)
    indicators = _names(sight.session, Indicator, {it.indicator for of_one in late.values() for it in of_one})
    sent = _sent(sight.session, late, on)
    return [
        LetterRead(
            partner=partner,
            name=names[partner],
            address=addresses.get(partner) if may_know(sight.reader, partner) else None,
            subject=subject_of(late[partner]),
            text=text_of(names[partner], late[partner], indicators, on, signed),
            overdue=sum(it.state == DeliveryState.OVERDUE for it in late[partner]),
            sent_back=sum(it.state == DeliveryState.SENT_BACK for it in late[partner]),
            sent_at=sent.get(partner),
        )
        for partner in sorted(late, key=lambda id: (names[id], id))
    ]


def mark_sent(writing: Writing, letter: LetterRead) -> bool:
    """Remember that this partner is written to today; False where it was already. Another run waits from here on."""
    session, on = writing.session, today(writing.now)
    if session.get(DeliveryDigest, {"partner_id": letter.partner, "day": on}) is not None:
        return False
    count = letter.overdue + letter.sent_back
    row = DeliveryDigest(partner_id=letter.partner, day=on, sent_at=writing.now, deliveries=count)
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:  # another run was first
        return False
    writing.note("send", "delivery-digest", f"{letter.partner}/{on}", {"deliveries": count})
    session.flush()
    return True


def subject_of(late: Sequence[DeliveryRead]) -> str:
    """`Wijkkoers: 3 leveringen wachten op u`."""
    if len(late) == 1:
        return _("Wijkkoers: 1 delivery waits for you")
    return _("Wijkkoers: {count} deliveries wait for you", count=len(late))


def text_of(name: str, late: Sequence[DeliveryRead], indicators: Mapping[str, str], on: date, signed: Signed) -> str:
    """The whole letter, in plain text."""
    overdue = [it for it in late if it.state == DeliveryState.OVERDUE]
    back = [it for it in late if it.state == DeliveryState.SENT_BACK]
    lines = [
        _("Dear {name},", name=name),
        "",
        _("On {day} these figures wait for you.", day=day(on, WRITTEN)),
        *_part(_("Overdue"), (_overdue(it, indicators) for it in overdue)),
        *_part(_("Sent back, to be mended"), (_sent_back(it, indicators) for it in back)),
        "",
        _("You can give them here: {address}", address=f"{signed.site.rstrip('/')}/leveringen"),
        "",
        _("Questions? Ask {name}, {email}.", name=signed.name, email=signed.email),
    ]
    return "\n".join(lines) + "\n"


def _part(title: str, lines: Iterable[str]) -> list[str]:
    told = [f"- {line}" for line in lines]
    return ["", f"{title}:", *told] if told else []


def _overdue(delivery: DeliveryRead, indicators: Mapping[str, str]) -> str:
    places = [_on_one_line(place.name) for place in delivery.missing]
    named = ", ".join(places[:PLACES_NAMED])
    if len(places) > PLACES_NAMED:
        named = _("{places} and {count} more", places=named, count=len(places) - PLACES_NAMED)
    return _(
        "{indicator}, {period}: was due on {due}. Still missing: {places}.",
        indicator=indicators[delivery.indicator],
        period=period(delivery.period, WRITTEN),
        due=day(delivery.due, WRITTEN),
        places=named,
    )


def _sent_back(delivery: DeliveryRead, indicators: Mapping[str, str]) -> str:
    said = "; ".join(_on_one_line(it.message) for it in delivery.messages[:1])
    of_it = {"indicator": indicators[delivery.indicator], "period": period(delivery.period, WRITTEN)}
    return _("{indicator}, {period}: {said}", **of_it, said=said or _("see the page"))


def _(text: str, /, **values: Any) -> str:
    return translate(text, WRITTEN, values)


def _names(session: Session, model: Any, ids: Iterable[str]) -> dict[str, str]:
    statement = select(model.id, model.name).where(model.id.in_(sorted(ids)))
    return {row.id: _on_one_line(row.name) for row in session.execute(statement)}


def _on_one_line(text: str) -> str:
    """What others wrote adds no lines to a letter."""
    return " ".join(text.split())


def _sent(session: Session, partners: Iterable[str], on: date) -> dict[str, datetime]:
    mine = (col(DeliveryDigest.partner_id).in_(sorted(partners)), col(DeliveryDigest.day) == on)
    return {row.partner_id: row.sent_at for row in session.execute(select(DeliveryDigest).where(*mine)).scalars()}
