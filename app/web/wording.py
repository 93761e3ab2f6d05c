"""The fixed terms of the domain as people read them. Keys are those of the API, texts are msgids."""

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from app.language import gettext as _
from app.language import number
from app.language import period as period
from app.models import wording as terms
from app.models.base import Origin
from app.models.place import StatusCounts
from app.models.terms import Status
from app.web.deliveries_wording import DELIVERIES
from app.web.giving_wording import GIVING
from app.web.governance_wording import GOVERNANCE
from app.web.planning_wording import PLANNING
from app.web.target_wording import TARGET_TERMS
from app.web.webhooks_wording import WEBHOOKS

# Worst first, as everywhere.
WORST_FIRST = (
    Status.WORSENING,
    Status.FAR_BEHIND,
    Status.BEHIND,
    Status.UNCERTAIN,
    Status.NO_DATA,
    Status.SUPPRESSED,
    Status.NOT_STARTED,
    Status.ON_TRACK,
    Status.ACHIEVED,
)
STATUSES: dict[str, str] = {str(status): terms.STATUSES[status] for status in WORST_FIRST}

WORDS: dict[str, dict[str, str]] = {
    "status": STATUSES,
    "rule": {
        "absolute": "a fixed value",
        "relative": "a change in percent",
        "reference": "equal to another place",
        "direction": "a direction",
        "coverage": "a share reached",
        "milestone": "a dated fact",
    },
    "reason": {str(key): text for key, text in terms.REASONS.items()},
    "note": dict(terms.NOTES),
    "movement": {str(key): text for key, text in terms.MOVEMENTS.items()},
    "gap": {str(key): text for key, text in terms.GAP_MOVEMENTS.items()},
    "since": {"better": "got better", "same": "stayed the same", "worse": "got worse"},
    "missing": {
        "unknown": "unknown",
        "unreliable": "unreliable",
        "secret": "secret",
        "suppressed": "suppressed",
        "not-applicable": "not applicable",
        "not-yet": "not yet available",
    },
    "state": {
        "provisional": "provisional",
        "final": "final",
        "doubtful": "doubtful",
        "withdrawn": "withdrawn",
        "draft": "draft",
        "adopted": "adopted",
        "amended": "amended",
    },
    "acceptance": {"submitted": "submitted", "sent-back": "sent back", "accepted": "accepted"},
    "data": {"present": "present", "old": "old", "missing": "missing", "scattered": "scattered"},
    "scattered": {
        "places": "not of every neighbourhood",
        "periods": "of different periods",
        "sources": "from different sources",
    },
    "level": {"district": "district", "neighbourhood": "neighbourhood", "other": "local area"},
    "good": {"rise": "Higher is better", "fall": "Lower is better", "none": "Neither higher nor lower is better"},
    "rhythm": {
        "weekly": "every week",
        "monthly": "every month",
        "quarterly": "every quarter",
        "half-yearly": "every half year",
        "yearly": "every year",
        "two-yearly": "every two years",
        "four-yearly": "every four years",
        "once": "once",
    },
    "intervention": {"planned": "planned", "running": "running", "finished": "finished", "stopped": "stopped"},
    "role": {
        "reader": "reader",
        "partner": "partner",
        "partner-editor": "partner editor",
        "programme-staff": "programme staff",
        "administrator": "administrator",
        "signatory": "signatory",
        "responsible": "responsible",
        "nobody": "nobody",
        "system": "the system itself",
    },
    "partner": {
        "municipality": "municipality",
        "state": "central government",
        "housing-corporation": "housing corporation",
        "police": "police",
        "school": "school",
        "health": "health care",
        "welfare": "welfare organisation",
        "social-services": "social services",
        "company": "company",
        "foundation": "foundation",
        "library": "library",
        "programme-office": "programme office",
    },
    "unit": {
        "percent": "%",
        "per-1000": "per 1,000",
        "grade": "grade",
        "count": "number",
        "index": "index",
        "euro": "euro",
        "hectare": "hectare",
        "year": "years",
        "thousand-euro": "thousand euro",
    },
    "results": {"result": "Results", "output": "Outputs", "plan": "Plans", "context": "How things are"},
    "source": {"document": "document", "monitor": "monitor", "table": "table", "system": "system"},
    "quality": {
        "levering": "What came in",
        "opvallend": "Figures that stand out",
        "sommen": "Sums that do not add up",
        "breuken": "Series breaks",
        "vragen": "Questions about figures",
    },
    "quality-said": {
        "levering": "For each partner and year: how many figures were expected, how many came, and how many in time.",
        "opvallend": "Figures that changed more than usual, and doubtful ones. They count until somebody decides.",
        "sommen": "The figure of an area and the sum of its neighbourhoods differ more than rounding explains.",
        "breuken": "From this period on the counting is different. Do not compare figures from before and after.",
        "vragen": "What the programme asked who delivered a figure, and what the answer was.",
    },
    "opening": {"requested": "waits for an answer", "granted": "opened", "refused": "stays closed"},
    "basis": {"duty": "as agreed", "rhythm": "by the rhythm of the indicator"},
    "follow-up": {
        "open": "waits for somebody to look",
        "asked": "asked, no answer yet",
        "answered": "answered, not closed yet",
        "closed": "closed",
    },
    "question": {"open": "No answer yet", "answered": "Answered", "closed": "Closed"},
    "answer": {
        "confirmed": "The figure is right",
        "will-correct": "We will send a better figure",
        "explained": "The figure is right, with an explanation",
    },
    "flag": {
        "implausible-change": "unusually large change",
        "no-longer-final": "was final before",
        "series-break": "series break: counted in another way from here on",
        "computed": "computed",
        "estimated": "estimated",
    },
}

WORDS |= PLANNING | GOVERNANCE | DELIVERIES | GIVING
WORDS |= TARGET_TERMS
WORDS |= WEBHOOKS


def word(kind: str, key: object) -> str:
    """The word for a fixed term; one that is not known here is shown as it is."""
    text = str(key)
    return _(WORDS[kind][text]) if text in WORDS[kind] else text.replace("-", " ")


def words_of(kind: str) -> list[tuple[str, str]]:
    """Every term of a kind with its word: the options of a choice."""
    return [(key, _(text)) for key, text in WORDS[kind].items()]


def counted(counts: StatusCounts) -> dict[str, int]:
    """Status -> how many, worst first; all nine, also those of none."""
    given = counts.model_dump()
    return {status: given[status.replace("-", "_")] for status in STATUSES}


def figure(value: Decimal | float | None, unit: str = "", decimals: int | None = None) -> str:
    """A value with its unit as people write it: `28%`, `€ 1.200`, `10,5 per 1.000`; counts and grades are bare."""
    if value is None:
        return ""
    text = number(value, decimals)
    if unit == "percent":
        return f"{text}%"
    if unit == "euro":
        return f"€ {text}"
    return text if unit in ("", "count", "grade", "index") else f"{text} {word('unit', unit)}"


def difference(value: Decimal | float | None, unit: str = "", decimals: int | None = None) -> str:
    """How far two values lie apart: percents differ by percentage points."""
    if value is not None and unit == "percent":
        return _("{value} percentage points", value=number(value, decimals))
    return figure(value, unit, decimals)


def percent(share: Decimal | float | None) -> str:
    """A chance or share from 0 to 1 as whole percents."""
    return "" if share is None else f"{number(Decimal(str(share)) * 100, 0)}%"


def cut_percent(pace: Decimal) -> str:
    """A pace as percents, cut off and not rounded: 94,9% is not yet 95%."""
    return f"{number((pace * 100).quantize(Decimal(1), rounding=ROUND_FLOOR))}%"


def origin(given: Origin | None) -> str:
    """Where a fact comes from, in words; empty when that is not known."""
    if given is None:
        return ""
    if given.document:
        line = "" if given.line is None else _(", line {line}", line=given.line)
        return f"{given.document}{line}"
    return ", ".join(part for part in (given.table, given.key) if part)


def absence(given: Mapping[str, object] | object | None) -> str:
    """Why there is no value."""
    return _("no figure") if given is None else word("missing", given)


def site(address: str) -> str:
    """A website as an address that can be followed; nothing but the web."""
    return address if address.startswith(("https://", "http://")) else f"https://{address}"


def readable(identity: str) -> str:
    """An id whose name is not at hand: `utrecht-overvecht` as `Utrecht overvecht`."""
    return identity.replace("-", " ").capitalize()
