"""Texts, plans, sets of indicators, norms, and the national goals that are served."""

from app.errors import say
from app.models.planning import AlignmentCreate, NormCreate, PlanCreate
from app.models.programme_text import (
    IndicatorSetCreate,
    ProgrammeTextCreate,
)
from app.web.entry.fields import Ask
from app.web.entry.noun import Noun
from app.web.entry.nouns.shared import (
    BODY,
    DECISION,
    ENDS,
    GOALS,
    INDICATOR,
    INTERVENTIONS,
    KEY,
    NAME,
    PLACE,
    STARTS,
    STATE,
    TEXT,
    UNIT,
)

ADOPTED_ON = Ask("adopted_on", say("Adopted on"))

TEXTS = Noun(
    word="teksten",
    path="texts",
    plural=say("Texts"),
    new=say("New text"),
    edit=say("Change this text"),
    create=ProgrammeTextCreate,
    asks=(
        NAME,
        Ask("kind", say("Kind of text"), words="text"),
        STATE,
        Ask("dated", say("Day on the title page")),
        ADOPTED_ON,
        DECISION,
        TEXT,
        Ask(
            "parts",
            say("Parts"),
            parts=(
                Ask("kind", say("Kind of part"), words="part"),
                Ask("name", say("Heading")),
                Ask("text", say("In words")),
                Ask("line", say("Line in the document"), hidden=True),
            ),
        ),
        GOALS,
        INTERVENTIONS,
        KEY,
    ),
    show="teksten",
)

PLANS = Noun(
    word="plannen",
    path="plans",
    plural=say("Plans"),
    new=say("New plan"),
    edit=say("Change this plan"),
    create=PlanCreate,
    asks=(
        NAME,
        Ask("kind", say("Kind of plan"), words="plan"),
        PLACE,
        STARTS,
        ENDS,
        Ask("order", say("Order of start"), say("1 starts first.")),
        STATE,
        ADOPTED_ON,
        DECISION,
        TEXT,
        Ask(
            "steps",
            say("Steps of the cycle"),
            parts=(
                Ask("name", say("Step")),
                Ask("starts", say("Starts on")),
                Ask("ends", say("Ends on")),
                Ask("state", say("How far it is"), words="step"),
            ),
        ),
        Ask(
            "elements",
            say("Fixed parts of every plan"),
            parts=(Ask("name", say("Heading")), Ask("text", say("What this plan says there"))),
        ),
        GOALS,
        INTERVENTIONS,
        KEY,
    ),
    show="plannen",
)

INDICATOR_SETS = Noun(
    word="indicatorensets",
    path="indicator-sets",
    plural=say("Sets of indicators"),
    new=say("New set of indicators"),
    edit=say("Change this set of indicators"),
    about=say("The indicators by which administrators agree that a programme is judged."),
    create=IndicatorSetCreate,
    asks=(
        NAME,
        Ask("indicators", say("Indicators"), to=("indicator",)),
        STATE,
        ADOPTED_ON,
        BODY,
        DECISION,
        TEXT,
        KEY,
    ),
)

NORMS = Noun(
    word="normen",
    path="norms",
    plural=say("Norms"),
    new=say("New norm"),
    edit=say("Change this norm"),
    about=say("A promise that can be measured and stands outside the lists of goals."),
    create=NormCreate,
    asks=(
        NAME,
        Ask("goal", say("Goal"), to=("goal",)),
        PLACE,
        INDICATOR,
        Ask("bound", say("How strictly"), words="bound"),
        Ask("value", say("Value")),
        UNIT,
        Ask("year", say("Year")),
        TEXT,
        KEY,
    ),
)

ALIGNMENTS = Noun(
    word="nationale-doelen",
    path="alignments",
    plural=say("National goals that are served"),
    new=say("New link to national goals"),
    edit=say("Change this link to national goals"),
    create=AlignmentCreate,
    asks=(
        NAME,
        Ask("goal", say("Own goal"), say("Name the own goal, or else the area."), to=("goal",)),
        Ask("place", say("Or the area"), to=("place",)),
        Ask("serves", say("National goals and lines of action"), to=("national-goal",)),
        TEXT,
        KEY,
    ),
)

ALL = (TEXTS, PLANS, INDICATOR_SETS, NORMS, ALIGNMENTS)
