"""What several forms ask in the same words."""

from app.errors import say
from app.web.entry.fields import Ask

NAME = Ask("name", say("Name"))
KEY = Ask(
    "id",
    say("Short name in addresses"),
    say("Leave this open: it is made of the name. Small letters, digits and hyphens; it never changes."),
)
FICTITIOUS = Ask("fictitious", say("This is made up, as an example"))
STARTS = Ask("starts", say("Starts on"))
ENDS = Ask("ends", say("Ends on"))
TEXT = Ask("text", say("In words"))
STATE = Ask("state", say("How far it is"), words="state")
DECISION = Ask("decision", say("Decision that it comes from"), to=("decision",))
BODY = Ask("body", say("Body"), to=("body",))
GOALS = Ask("goals", say("Goals that it is about"), to=("goal",))
INTERVENTIONS = Ask("interventions", say("Interventions that it is about"), to=("intervention",))
PLACES = Ask("places", say("Where"), to=("place",))
PLACE = Ask("place", say("Place"), to=("place",))
INDICATOR = Ask("indicator", say("Indicator"), to=("indicator",))
PERIOD_HINT = say("A year (2024), school year (2023/2024), quarter (2024-Q3), month (2024-03) or day (2024-03-14).")
UNIT = Ask("unit", say("Unit"), say("Such as percent, count, grade or euro."))
ALIASES = Ask("aliases", say("Also called"), say("Each other spelling on a line of its own."))
MUNICIPALITY = Ask("municipality", say("Municipality"), to=("municipality",))
TAGS = (
    Ask("life_course", say("For whom, along the life course"), words="life-course"),
    Ask("social_basis", say("What it strengthens"), words="social-basis"),
    Ask("scale", say("At which scale"), words="scale"),
    Ask("horizon", say("How soon"), words="horizon"),
)
