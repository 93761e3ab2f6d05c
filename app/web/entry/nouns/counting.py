"""What is counted, among whom, and where figures come from."""

from app.errors import say
from app.models.indicator import IndicatorChange, IndicatorCreate, PopulationChange, PopulationCreate
from app.models.source import SourceChange, SourceCreate
from app.web.entry.fields import Ask
from app.web.entry.noun import Noun
from app.web.entry.nouns.shared import FICTITIOUS, KEY, NAME

UNITS = (
    ("percent", say("percent")),
    ("count", say("a number")),
    ("grade", say("a grade")),
    ("index", say("an index")),
    ("per-1000", say("per thousand inhabitants")),
    ("euro", say("euro")),
    ("hectare", say("hectare")),
    ("thousand-euro", say("thousand euro")),
    ("year", say("years")),
)

INDICATORS = Noun(
    word="indicatoren",
    path="indicators",
    plural=say("Indicators"),
    new=say("New indicator"),
    edit=say("Change this indicator"),
    create=IndicatorCreate,
    change=IndicatorChange,
    asks=(
        NAME,
        Ask("definition", say("What exactly is counted")),
        Ask("unit", say("Unit"), say("It cannot be changed later: another unit is another indicator."), options=UNITS),
        Ask("decimals", say("Decimals shown")),
        Ask("good_direction", say("Which way is better"), words="good"),
        Ask("lowest", say("Lowest value that can be")),
        Ask("highest", say("Highest value that can be")),
        Ask("rhythm", say("How often it is measured"), words="rhythm"),
        Ask("source", say("Where the figures come from")),
        Ask(
            "theme",
            say("Theme"),
            say("A short key, such as safety or housing: problems of one theme are shown together."),
        ),
        Ask("share_of", say("It is the share of the area in the total of"), to=("indicator",)),
        Ask(
            "protected",
            say("It counts persons or households"),
            say("Small numbers are then shielded and other counts rounded, for who has no right to see them."),
        ),
        Ask("minimum_count", say("Counts below this are shielded")),
        Ask("round_to", say("Other counts are rounded to")),
        Ask("survey", say("It comes from a survey")),
        Ask("at_date", say("It is measured at a date, not over a span")),
        Ask("ratio_scale", say("Zero means nothing at all"), say("So that twice as much means something.")),
        Ask("across_places", say("How figures of neighbourhoods make one for the area"), words="across"),
        Ask("across_periods", say("How figures of months make one for a year"), words="across"),
        Ask("weigh_by", say("Weigh by"), say("Such as inhabitants, households or dwellings.")),
        Ask("change_limit", say("A change above this is looked at by a person")),
        FICTITIOUS,
        KEY,
    ),
    show="indicatoren",
    of_programme=False,
    register=False,
)

POPULATIONS = Noun(
    word="groepen",
    path="populations",
    plural=say("Groups of people"),
    new=say("New group of people"),
    edit=say("Change this group of people"),
    about=say("A group that figures are about, such as people from 16 to 54."),
    create=PopulationCreate,
    change=PopulationChange,
    asks=(NAME, Ask("description", say("Who belongs to it")), KEY),
    of_programme=False,
    register=False,
)

SOURCES = Noun(
    word="bronnen",
    path="sources",
    plural=say("Sources"),
    new=say("New source"),
    edit=say("Change this source"),
    create=SourceCreate,
    change=SourceChange,
    asks=(
        NAME,
        Ask("kind", say("Kind of source"), words="source"),
        Ask("published_on", say("Published on")),
        Ask("licence", say("Licence")),
        Ask("url", say("Address on the web"), say("It begins with https://")),
        KEY,
    ),
    of_programme=False,
    register=False,
)

ALL = (INDICATORS, POPULATIONS, SOURCES)
