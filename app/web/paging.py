"""A long list as leaves of a book: the address says which one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Request

Item = TypeVar("Item")
ROWS = 50


@dataclass(frozen=True)
class Leaf(Generic[Item]):
    """One leaf; `previous` and `following` are addresses, or None at the ends. Numbers count from 1."""

    items: Sequence[Item]
    total: int
    number: int
    last: int
    previous: str | None
    following: str | None


def leaf_of(items: Sequence[Item], request: Request, rows: int = ROWS) -> Leaf[Item]:
    """The leaf that the address asks for; a number that does not exist gives the nearest that does."""
    last = max(1, -(-len(items) // rows))
    number = min(max(1, _number(request.query_params.get("blad", ""))), last)
    shown = items[(number - 1) * rows : number * rows]
    previous = with_query(request, blad=number - 1) if number > 1 else None
    following = with_query(request, blad=number + 1) if number < last else None
    return Leaf(shown, len(items), number, last, previous, following)


def with_query(request: Request, **changed: str | int) -> str:
    """This page's address with something else asked."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if value and name not in changed]
    return f"{request.url.path}?{urlencode([*kept, *changed.items()])}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
