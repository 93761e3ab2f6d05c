"""Programmes, the nodes of their trees, their targets, and what partners do."""

from collections.abc import Mapping
from typing import Any

from app.errors import say
from app.models.intervention import InterventionChange, InterventionCreate
from app.models.partner import PartnerChange, PartnerCreate
from app.models.programme_sent import NodeChange, NodeCreate, ProgrammeChange, ProgrammeCreate
from app.models.target import TargetChange, TargetCreate
from app.web.entry.fields import Ask
from app.web.entry.noun import Noun
from app.web.entry.nouns.shared import ENDS, FICTITIOUS, KEY, MUNICIPALITY, NAME, PERIOD_HINT, STARTS, TAGS

LEVEL_KINDS = (
    ("pillar", say("a pillar")),
    ("theme", say("a theme")),
    ("ambition", say("an ambition")),
    ("goal-group", say("a group of goals")),
    ("goal", say("a goal that can be measured")),
    ("opportunity", say("a linked opportunity")),
    ("sub-pillar", say("a part of a pillar")),
)
PARTY_ROLES = (
    ("signatory", say("signed the programme")),
    ("partner", say("works along")),
    ("participant", say("takes part")),
    ("responsible", say("is responsible")),
    ("funder", say("pays")),
)

PROGRAMMES = Noun(
    word="programmas",
    path="programmes",
    plural=say("Programmes"),
    new=say("New programme"),
    edit=say("Change this programme"),
    about=say("Name the levels of the tree in the programme's own words, from the top down."),
    create=ProgrammeCreate,
    change=ProgrammeChange,
    asks=(
        NAME,
        Ask("summary", say("What it is about, in a few sentences")),
        STARTS,
        ENDS,
        MUNICIPALITY,
        Ask(
            "levels",
            say("Levels of the tree, top down"),
            parts=(
                Ask("name", say("Own word for this level"), say("Such as pijler, ambitie or doelstelling.")),
                Ask("kind", say("Comparable with"), options=LEVEL_KINDS),
                Ask("id", say("Short name in addresses"), hidden=True),
            ),
        ),
        Ask("areas", say("Areas that it works in"), to=("area",)),
        Ask(
            "areas_outside",
            say("Areas outside the agreement"),
            parts=(Ask("area", say("Area"), to=("area",)), Ask("text", say("Who added it, and why"))),
        ),
        Ask(
            "partners",
            say("Partners"),
            parts=(
                Ask("partner", say("Organisation"), to=("partner",)),
                Ask("role", say("What it does here"), options=PARTY_ROLES),
            ),
        ),
        Ask("baseline_rule", say("Where targets start from")),
        Ask("asks_acceptance", say("Figures of partners count only once staff has accepted them")),
        FICTITIOUS,
        KEY,
    ),
    show="programmas",
    of_programme=False,
    register=False,
)

NODES = Noun(
    word="doelen",
    path="nodes",
    plural=say("Goals, and the levels above them"),
    new=say("New goal, or a level above it"),
    edit=say("Change this goal"),
    create=NodeCreate,
    change=NodeChange,
    asks=(
        NAME,
        Ask("level", say("Level"), to=("level",)),
        Ask("parent", say("Hangs under"), to=("goal",)),
        Ask("description", say("Explanation")),
        Ask("position", say("Order among its neighbours"), say("Lower numbers come first.")),
        *TAGS,
        KEY,
    ),
    post="programmes/{programme}/nodes",
    show="doelen",
    register=False,
)


def _as_sent(target: Mapping[str, Any]) -> dict[str, Any]:
    """A target, or a version of one, in the words of its merge patch."""
    condition, baseline = target.get("condition") or {}, target.get("baseline") or {}
    points = [{name: point.get(name) for name in ("year", "value", "change")} for point in target["checkpoints"]]
    return {
        **target,
        "baselinePeriod": target.get("baselinePeriod") or baseline.get("period"),
        "checkpoints": points,
        "condition": condition.get("text"),
        "conditionMet": condition.get("met"),
    }


TARGETS = Noun(
    word="streefwaarden",
    path="targets",
    plural=say("Targets"),
    new=say("New target"),
    edit=say("Change this draft target"),
    about=say("A new target is a draft, until a body adopts it."),
    create=TargetCreate,
    change=TargetChange,
    asks=(
        Ask("goal", say("Goal"), to=("goal",)),
        Ask("rule", say("Kind of target"), words="rule"),
        Ask("indicator", say("Indicator"), to=("indicator",)),
        Ask("place", say("Place"), say("One place, or else every neighbourhood of an area."), to=("place",)),
        Ask("every_neighbourhood_of", say("Or every neighbourhood of"), to=("area",)),
        Ask("population", say("Among whom"), to=("population",)),
        Ask("direction", say("Which way should it go?"), words="direction"),
        Ask("bound", say("How strictly"), words="bound"),
        Ask("baseline_period", say("Period of the baseline"), PERIOD_HINT),
        Ask(
            "checkpoints",
            say("What is wanted in which year"),
            say("The last one is the end of the target."),
            parts=(
                Ask("year", say("Year")),
                Ask("value", say("Value")),
                Ask("change", say("Or the change in percent"), say("-70 is 70 percent less than at the start.")),
            ),
        ),
        Ask("reference", say("Place that it should equal"), to=("place",)),
        Ask("start_year", say("First year")),
        Ask("end_year", say("Last year")),
        Ask("patience_until", say("No effect is expected until")),
        Ask("condition", say("Condition")),
        Ask("condition_met", say("Is the condition fulfilled?")),
        Ask(
            "steps",
            say("Steps of a dated fact"),
            parts=(
                Ask("name", say("Step")),
                Ask("due", say("Due on")),
                Ask("done", say("Done on")),
                Ask("evidence", say("What shows that")),
            ),
        ),
        Ask("note", say("Remark")),
        KEY,
    ),
    show="streefwaarden",
    register=False,
    adapt=_as_sent,
)

PARTNERS = Noun(
    word="partners",
    path="partners",
    plural=say("Partners"),
    new=say("New partner"),
    edit=say("Change this partner"),
    about=say("A partner is an organisation. Name no persons."),
    create=PartnerCreate,
    change=PartnerChange,
    asks=(
        NAME,
        Ask("kind", say("Kind of organisation"), say("Such as municipality, police, school or housing-corporation.")),
        Ask("description", say("What it does")),
        Ask("website", say("Website")),
        FICTITIOUS,
        KEY,
    ),
    show="partners",
    of_programme=False,
    register=False,
)

INTERVENTIONS = Noun(
    word="interventies",
    path="interventions",
    plural=say("Interventions"),
    new=say("New intervention"),
    edit=say("Change this intervention"),
    create=InterventionCreate,
    change=InterventionChange,
    asks=(
        NAME,
        Ask("aim", say("What it is for")),
        Ask("places", say("Where"), to=("place",)),
        Ask("goals", say("Goals that it contributes to"), to=("goal",)),
        Ask(
            "partners",
            say("Who does what"),
            parts=(Ask("partner", say("Organisation"), to=("partner",)), Ask("role", say("As what"))),
        ),
        Ask("status", say("How far it is"), words="intervention"),
        STARTS,
        ENDS,
        Ask("existing", say("Did it run before the programme?")),
        Ask("verdict", say("What becomes of it"), words="verdict"),
        Ask("verdict_reason", say("Why that becomes of it")),
        *TAGS,
        FICTITIOUS,
        KEY,
    ),
    show="interventies",
    register=False,
)

ALL = (PROGRAMMES, NODES, TARGETS, PARTNERS, INTERVENTIONS)
