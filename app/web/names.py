"""Names and figures for ids, from what a page asked of the API anyway."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from app.models.indicator import IndicatorRead
from app.web.wording import figure, readable


class Named(Protocol):
    """Anything with an id and a name."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


class Names:
    """`names["utrecht"]` is Utrecht; an id that was not asked for is shown in readable form."""

    def __init__(self, *groups: Iterable[Named], indicators: Sequence[IndicatorRead] = ()) -> None:
        self._names = {item.id: item.name for group in (*groups, indicators) for item in group}
        self._indicators = {indicator.id: indicator for indicator in indicators}

    def __getitem__(self, identity: str | None) -> str:
        if identity is None:
            return ""
        return self._names.get(identity) or readable(identity)

    def figure(self, indicator: str | None, value: Decimal | None) -> str:
        """A value of the indicator, in its unit and with its decimals."""
        known = self._indicators.get(indicator or "")
        return figure(value, known.unit, known.decimals) if known else figure(value)

    def decimals(self, indicator: str | None) -> int | None:
        known = self._indicators.get(indicator or "")
        return known.decimals if known else None
