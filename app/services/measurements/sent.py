"""What a sender wrote, before it is known to be a measurement: all that is wrong in form, and the rest as a row.

The rest can then be looked up, so that a sender hears everything that is wrong at once.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from app.errors import FieldError
from app.field_errors import from_pydantic
from app.models.measurement import MeasurementCreate

# Stands where a required word is missing or wrong; what it leads to is told already.
FILLER = "-"


def understand(sent: Mapping[str, Any]) -> tuple[MeasurementCreate, list[FieldError]]:
    """The row, without what was wrong in form, and the errors about that."""
    try:
        return MeasurementCreate.model_validate(sent), []
    except ValidationError as wrong:
        found = wrong.errors()
    errors = from_pydantic({**error, "loc": ("body", *error["loc"])} for error in found)
    told = {error["loc"][0] for error in found}
    rest = {name: value for name, value in sent.items() if name not in told}
    return MeasurementCreate.model_validate({"indicator": FILLER, "period": FILLER, **rest}), errors
