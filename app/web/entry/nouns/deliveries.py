"""Which partner delivers which figures."""

from app.errors import say
from app.models.delivery import DeliveryDutyCreate
from app.web.entry.fields import Ask
from app.web.entry.noun import Noun
from app.web.entry.nouns.shared import ENDS, INDICATOR, KEY, NAME, STARTS, TEXT

DELIVERY_DUTIES = Noun(
    word="leveringsplichten",
    path="delivery-duties",
    plural=say("Duties of delivery"),
    new=say("New duty of delivery"),
    edit=say("Change this duty of delivery"),
    about=say("Say who delivers which figure, about which places, how often and by when."),
    create=DeliveryDutyCreate,
    asks=(
        NAME,
        Ask("partner", say("Organisation"), to=("partner",)),
        INDICATOR,
        Ask("population", say("Among whom"), to=("population",)),
        Ask("every_neighbourhood_of", say("Every neighbourhood of this area"), to=("area",)),
        Ask("places", say("These places"), to=("place",)),
        STARTS,
        ENDS,
        Ask("rhythm", say("How often"), say("Leave this open for the indicator's own rhythm."), words="rhythm"),
        Ask("school_years", say("The years are school years")),
        Ask("due_after_days", say("Days after the period"), say("Give these days, or a day of the year below.")),
        Ask("due_month", say("Month in which it is due")),
        Ask("due_day", say("Day of that month"), say("Leave this open for its last day.")),
        TEXT,
        KEY,
    ),
)

ALL = (DELIVERY_DUTIES,)
