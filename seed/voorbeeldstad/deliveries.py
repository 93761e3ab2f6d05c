"""Loading what partners of the made-up town gave to be accepted, and what was said of it."""

from dataclasses import replace
from functools import partial

from app.models.access import Role
from app.models.mailbox import MailboxChange, PartnerMailbox
from app.models.measurement import Judging
from app.services import mailboxes
from app.services.access.writing import Writing
from app.services.measurements import acceptance
from app.services.measurements import recording as measurements
from app.services.measurements.catalogue import current
from seed.voorbeeldstad.loading import Founding
from seed.voorbeeldstad.shapes import DeliveryEntry, Key, recorded


def load_deliveries(founding: Founding) -> None:
    """Every figure that came for acceptance, unless something is known at its key; and where offices are written to."""
    for entry in founding.town.delivered:
        keys = [(entry.indicator, place, entry.period, "all") for place in entry.values]
        there = current(founding.writing.session, keys)
        founding.report.kept["measurement"] += len(there)
        for key in keys:
            if key not in there:
                _deliver(founding, entry, key)
                founding.report.created["measurement"] += 1
    for partner, address in founding.town.mailboxes.items():
        change = MailboxChange(address=address)
        founding.once("partner-mailbox", PartnerMailbox, partner, partial(_write_to, founding, partner, change))


def _write_to(founding: Founding, partner: str, change: MailboxChange) -> None:
    mailboxes.change(founding.on(None), partner, change)


def _deliver(founding: Founding, entry: DeliveryEntry, key: Key) -> None:
    sent = recorded(key, {"value": entry.values[key[1]]}, founding.town.source.id)
    row = measurements.record(_by_the_partner(founding.on(entry.known, entry.partner)), sent).measurement
    for judged in entry.judged:
        acceptance.judge(founding.on(judged.known), str(row.id), Judging(**judged.sent.model_dump()))


def _by_the_partner(writing: Writing) -> Writing:
    """What the platform records itself is accepted; this is not."""
    return replace(writing, actor=replace(writing.actor, role=Role.PARTNER))
