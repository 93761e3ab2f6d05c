"""Bodies, meetings, decisions and duties."""

from app.errors import say
from app.models.decision import DecisionCreate
from app.models.duty import DutyCreate
from app.models.governance import BodyCreate, MeetingCreate
from app.web.entry.fields import Ask
from app.web.entry.noun import Noun
from app.web.entry.nouns.shared import BODY, ENDS, KEY, NAME, PLACE, PLACES, STARTS, TEXT

RHYTHM = (
    Ask(
        "quarters",
        say("In which quarters"),
        options=(("1", say("first")), ("2", say("second")), ("3", say("third")), ("4", say("fourth"))),
    ),
    Ask("month", say("In which month"), say("A number from 1 to 12.")),
    Ask("day", say("On which day of the month")),
)
SUBJECTS = ("goal", "target", "intervention", "indicator", "body")

BODIES = Noun(
    word="gremia",
    path="bodies",
    plural=say("Bodies"),
    new=say("New body"),
    edit=say("Change this body"),
    create=BodyCreate,
    asks=(
        NAME,
        Ask("kind", say("Kind of body"), words="body"),
        Ask("parent", say("Part of the body"), to=("body",)),
        Ask("duties", say("What it is for")),
        Ask("chair", say("Who chairs it"), say("A role, never a person.")),
        STARTS,
        ENDS,
        Ask("meets_times", say("How many times it meets")),
        Ask("meets_per", say("In each"), words="span"),
        PLACES,
        Ask(
            "members",
            say("Who sits in it"),
            say("Organisations, or a sector or role; never persons."),
            parts=(
                Ask("partner", say("Organisation"), to=("partner",)),
                Ask("name", say("Or the sector or role")),
                Ask("role", say("As what")),
                Ask("mandate", say("Mandate")),
                Ask("decides", say("Does it decide along?")),
                Ask("since", say("Since")),
                Ask("until", say("Until")),
            ),
        ),
        Ask(
            "steps",
            say("Steps in setting it up and evaluating it"),
            parts=(Ask("name", say("Step")), Ask("due", say("Due on")), Ask("done", say("Done on"))),
        ),
        KEY,
    ),
    show="gremia",
)

MEETINGS = Noun(
    word="vergaderingen",
    path="meetings",
    plural=say("Meetings"),
    new=say("New meeting"),
    edit=say("Change this meeting"),
    create=MeetingCreate,
    asks=(
        NAME,
        BODY,
        Ask("held_on", say("Day")),
        Ask("state", say("How far it is"), words="meeting"),
        Ask("present", say("Present"), to=("partner",)),
        Ask("absent", say("Absent"), to=("partner",)),
        Ask("text", say("What was discussed")),
        KEY,
    ),
)

DECISIONS = Noun(
    word="besluiten",
    path="decisions",
    plural=say("Decisions"),
    new=say("New decision"),
    edit=say("Change this decision"),
    create=DecisionCreate,
    asks=(
        NAME,
        BODY,
        Ask("meeting", say("Meeting"), to=("meeting",)),
        Ask("decided_on", say("Decided on")),
        Ask("text", say("What was decided")),
        Ask("grounds", say("Reason")),
        Ask("subjects", say("What it is about"), to=SUBJECTS, pairs=True),
        Ask(
            "consent",
            say("Who agreed"),
            parts=(
                Ask("partner", say("Organisation"), to=("partner",)),
                Ask("agreed", say("Agreed?")),
                Ask("on", say("On which day")),
            ),
        ),
        Ask("execution", say("How far it was carried out"), words="execution"),
        Ask("executed_on", say("Carried out on")),
        Ask("due", say("Due on")),
        Ask("responsible", say("Who carries it out"), to=("partner",)),
        KEY,
    ),
    show="besluiten",
)

DUTIES = Noun(
    word="plichten",
    path="duties",
    plural=say("Duties"),
    new=say("New duty"),
    edit=say("Change this duty"),
    about=say("What somebody has to do by a day, once or again and again: give one day, or a rhythm."),
    create=DutyCreate,
    asks=(
        NAME,
        Ask("kind", say("Kind of duty"), words="duty"),
        Ask("owner", say("Who has to do it"), to=("partner",)),
        Ask("to", say("For whom")),
        BODY,
        PLACE,
        TEXT,
        Ask("due_on", say("Due on one day")),
        Ask("every", say("Or again every"), words="every"),
        *RHYTHM,
        STARTS,
        ENDS,
        Ask(
            "rhythm_from",
            say("This rhythm holds from"),
            say("Give a new day when the rhythm changes; what held before stays readable."),
        ),
        Ask("target", say("Holds until this target is met"), to=("target",)),
        Ask(
            "earlier",
            say("Rhythms that held before"),
            parts=(
                Ask("until", say("Until")),
                Ask("due_on", say("Due on one day")),
                Ask("every", say("Or again every"), words="every"),
                *RHYTHM,
            ),
        ),
        Ask(
            "fulfilments",
            say("When it was done"),
            parts=(
                Ask("due", say("Was due on")),
                Ask("done_on", say("Done on")),
                Ask("note", say("With what")),
            ),
        ),
        KEY,
    ),
    show="plichten",
)

ALL = (BODIES, MEETINGS, DECISIONS, DUTIES)
