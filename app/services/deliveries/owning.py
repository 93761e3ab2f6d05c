"""What somebody's own organisation has to deliver, in short."""

from itertools import groupby

from app.models.access import Role
from app.models.delivery import DeliveryFilter, DeliveryRead, DeliveryState, OwnDuty
from app.services.access.sight import Sight
from app.services.deliveries import following

OWN = frozenset({Role.PARTNER, Role.PARTNER_EDITOR})
TO_COME = frozenset({DeliveryState.UPCOMING, DeliveryState.DUE})


def own_duties(sight: Sight) -> list[OwnDuty]:
    """The duties of the reader's organisation: what is late first, then by what comes due next."""
    partner = sight.reader.partner
    if partner is None or sight.reader.role not in OWN:
        return []
    asked = DeliveryFilter.model_construct(partner=[partner])
    listed = following.read_all(sight, following.deliveries(sight, asked), asked)
    groups = groupby(sorted(listed, key=lambda it: it.duty), key=lambda it: it.duty)
    found = [_in_short(list(group)) for _, group in groups]
    return sorted(found, key=lambda it: (not (it.overdue or it.sent_back), str(it.next_due or "9"), it.duty))


def _in_short(listed: list[DeliveryRead]) -> OwnDuty:
    first = listed[0]
    return OwnDuty(
        duty=first.duty,
        name=first.name,
        programme=first.programme,
        indicator=first.indicator,
        next_due=min((it.due for it in listed if it.state in TO_COME), default=None),
        overdue=sum(it.state == DeliveryState.OVERDUE for it in listed),
        sent_back=sum(it.state == DeliveryState.SENT_BACK for it in listed),
    )
