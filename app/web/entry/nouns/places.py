"""Areas, neighbourhoods, municipalities and groups to compare with."""

from app.errors import say
from app.models.place_sent import AreaChange, AreaCreate, PlaceChange, PlaceCreate
from app.web.entry.fields import Ask
from app.web.entry.noun import Noun
from app.web.entry.nouns.shared import ALIASES, FICTITIOUS, KEY, MUNICIPALITY, NAME

CODE = Ask(
    "code", say("CBS code"), say("Such as BU03440401. Leave it open for a neighbourhood that CBS does not know.")
)
LAYOUT_YEAR = Ask(
    "layout_year", say("Layout year of the code"), say("Codes are used again; the year tells them apart.")
)
CODES = Ask("codes", say("CBS codes, each with its year"), parts=(CODE, LAYOUT_YEAR))

AREAS = Noun(
    word="gebieden",
    path="areas",
    plural=say("Areas"),
    new=say("New area"),
    edit=say("Change this area"),
    about=say("An area is made of neighbourhoods, whole or for a share. Add those first that are not there yet."),
    create=AreaCreate,
    change=AreaChange,
    asks=(
        NAME,
        ALIASES,
        MUNICIPALITY,
        Ask(
            "neighbourhoods",
            say("Neighbourhoods that it is made of"),
            parts=(
                Ask("neighbourhood", say("Neighbourhood"), to=("neighbourhood",)),
                Ask("share", say("Share of its inhabitants"), say("From 0 to 1; 1 is the whole neighbourhood.")),
                Ask("household_share", say("Share of its households, where that differs")),
                Ask("dwelling_share", say("Share of its dwellings, where that differs")),
            ),
        ),
        Ask(
            "reason",
            say("Why is it made of other neighbourhoods now?"),
            say("Needed where one is left out."),
            late=True,
        ),
        Ask("boundary_reason", say("Why these borders")),
        Ask("districts", say("Number of neighbourhoods, as a document prints it")),
        Ask("websites", say("Websites"), say("Each on a line of its own.")),
        Ask("characteristics.socio_economic", say("People and work")),
        Ask("characteristics.housing", say("Housing")),
        Ask("characteristics.striking", say("What stands out")),
        FICTITIOUS,
        KEY,
    ),
    show="gebieden",
    of_programme=False,
    register=False,
)

NEIGHBOURHOODS = Noun(
    word="buurten",
    path="places",
    plural=say("Neighbourhoods"),
    new=say("New neighbourhood"),
    edit=say("Change this neighbourhood"),
    create=PlaceCreate,
    change=PlaceChange,
    asks=(
        NAME,
        ALIASES,
        Ask("level", say("Kind of neighbourhood"), words="level"),
        MUNICIPALITY,
        CODE,
        LAYOUT_YEAR,
        CODES,
        FICTITIOUS,
        KEY,
    ),
    fixed={"kind": "neighbourhood"},
    show="buurten",
    of_programme=False,
    register=False,
)

MUNICIPALITIES = Noun(
    word="gemeenten",
    path="places",
    plural=say("Municipalities"),
    new=say("New municipality"),
    edit=say("Change this municipality"),
    create=PlaceCreate,
    change=PlaceChange,
    asks=(NAME, ALIASES, CODE, LAYOUT_YEAR, CODES, FICTITIOUS, KEY),
    fixed={"kind": "municipality"},
    of_programme=False,
    register=False,
)

GROUPS = Noun(
    word="vergelijkingsgroepen",
    path="places",
    plural=say("Groups to compare with"),
    new=say("New group to compare with"),
    edit=say("Change this group"),
    about=say("Such as the four large cities. Its figures are recorded like those of any place."),
    create=PlaceCreate,
    change=PlaceChange,
    asks=(NAME, ALIASES, FICTITIOUS, KEY),
    fixed={"kind": "group"},
    of_programme=False,
    register=False,
)

ALL = (AREAS, NEIGHBOURHOODS, MUNICIPALITIES, GROUPS)
