"""What was reported, what happened, and which places are watched."""

from app.errors import say
from app.models.result import (
    EventCreate,
    ResultCreate,
    WatchedPlaceCreate,
)
from app.models.series_break import SeriesBreakCreate
from app.web.entry.fields import Ask
from app.web.entry.noun import Noun
from app.web.entry.nouns.shared import GOALS, INDICATOR, KEY, NAME, PERIOD_HINT, PLACES, TEXT, UNIT

PERIOD = Ask("period", say("Period"), PERIOD_HINT)

RESULTS = Noun(
    word="resultaten",
    path="results",
    plural=say("Results"),
    new=say("New result"),
    edit=say("Change this result"),
    about=say("Give the figure, or say it in words where there is none."),
    create=ResultCreate,
    asks=(
        NAME,
        Ask("kind", say("Kind of result"), words="result"),
        PLACES,
        GOALS,
        Ask("intervention", say("Intervention"), to=("intervention",)),
        Ask("partner", say("Organisation"), to=("partner",)),
        INDICATOR,
        Ask("population", say("Among whom"), to=("population",)),
        PERIOD,
        Ask("value", say("Value")),
        Ask("aim", say("What was hoped for")),
        Ask("from_value", say("What it was before")),
        Ask("from_period", say("Period of what it was before"), PERIOD_HINT),
        UNIT,
        Ask("words", say("In words, where there is no figure")),
        Ask("text", say("Explanation")),
        KEY,
    ),
)

EVENTS = Noun(
    word="gebeurtenissen",
    path="events",
    plural=say("Events"),
    new=say("New event"),
    edit=say("Change this event"),
    about=say("An event explains a turn of the line: it is shown as a note on the charts."),
    create=EventCreate,
    asks=(
        NAME,
        Ask("kind", say("Kind of event"), words="event"),
        PERIOD,
        Ask("until", say("Until"), PERIOD_HINT),
        PLACES,
        Ask("indicators", say("Indicators that it explains"), to=("indicator",)),
        TEXT,
        KEY,
    ),
)

WATCHED_PLACES = Noun(
    word="meekijkbuurten",
    path="watched-places",
    plural=say("Watched neighbourhoods"),
    new=say("New watched neighbourhood"),
    edit=say("Change this watched neighbourhood"),
    about=say("A neighbourhood next to the area that is followed, to see whether problems move there."),
    create=WatchedPlaceCreate,
    asks=(
        NAME,
        Ask("area", say("Area"), to=("area",)),
        Ask("place", say("Neighbourhood outside it"), to=("neighbourhood",)),
        Ask("since", say("Since")),
        Ask("text", say("Why it is watched")),
        KEY,
    ),
)

SERIES_BREAKS = Noun(
    word="reeksbreuken",
    path="series-breaks",
    plural=say("Series breaks"),
    new=say("New series break"),
    edit=say("Change this series break"),
    about=say("From this period on the indicator is counted in another way: lines and forecasts begin anew there."),
    create=SeriesBreakCreate,
    asks=(
        NAME,
        INDICATOR,
        Ask("period", say("First period of the new way of counting"), PERIOD_HINT),
        PLACES,
        Ask("text", say("What changed, and why")),
        KEY,
    ),
)

ALL = (RESULTS, EVENTS, WATCHED_PLACES, SERIES_BREAKS)
