"""Tags of goals and interventions, as conditions on either table and as columns of it."""

from typing import Any

from sqlalchemy import String, cast, or_

from app.models.tag import TagFilter, Tagging

TAGS = frozenset(Tagging.model_fields)
SEVERAL = ("life_course", "social_basis")
SINGLE = ("scale", "horizon")


def tagged_as(table: Any, asked: TagFilter) -> list[Any]:
    """The conditions on a table with tags. A list of terms stands in its column as JSON: each term in quotes."""
    conditions = [getattr(table, name).in_(wanted) for name in SINGLE if (wanted := getattr(asked, name))]
    for name in SEVERAL:
        if wanted := getattr(asked, name):
            column = cast(getattr(table, name), String)
            conditions.append(or_(*(column.contains(f'"{term}"', autoescape=True) for term in wanted)))
    return conditions


def tags_of(sent: Tagging) -> dict[str, Any]:
    """The columns for what was sent: plain text, and nothing for an empty list."""
    plain = sent.model_dump(mode="json", include=set(TAGS))
    return {name: value or None for name, value in plain.items()}
