"""From a page that a service found to what goes over the wire."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Request

from app.models.base import Page
from app.services.rows import Found

Item = TypeVar("Item")


def paged(request: Request, found: Found[Item]) -> Page[Item]:
    """The page with the address of the next one: the same question, from the cursor on."""
    return Page[Any].model_construct(items=list(found.items), next=next_url(request, found.cursor), total=found.total)


def page_of(items: Sequence[str], rest: Mapping[str, Any]) -> str:
    """A page of items that are JSON already, as the model of the page writes it; `rest` are its other members."""
    return f'{{"items":[{",".join(items)}],{json.dumps(rest, separators=(",", ":"))[1:]}'


def next_url(request: Request, cursor: str | None) -> str | None:
    """The path-absolute address of this same collection after `cursor`."""
    if cursor is None:
        return None
    asked = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    kept = [(name, value) for name, value in asked if name != "cursor"]
    return f"{quote(request.scope['path'])}?{urlencode([*kept, ('cursor', cursor)])}"
