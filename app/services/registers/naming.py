"""What register rows name in their lists: no foreign key says so, but the links do."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.models.register import RegisterLink

Keys = Mapping[str, Collection[tuple[Any, ...]]]  # by table
SHARED = ("place", "partner", "indicator", "population")  # what several programmes may name


def named_by_others(session: Session, going: Keys) -> Iterator[tuple[str, str]]:
    """Of what goes: the table and id of whatever shared thing a row that stays names."""
    for link in _links(session, SHARED):
        if (link.other,) in going.get(link.to_kind, ()) and not _goes(link, going):
            yield link.to_kind, link.other


def about_nothing_else(session: Session, going: Keys) -> Iterator[tuple[str, str]]:
    """The table and id of each row that names places, and none but those that go."""
    elsewhere: dict[tuple[str, str], bool] = {}
    for link in _links(session, ("place",)):
        key = _table(link), link.item
        stays = (link.other,) not in going.get("place", ())
        elsewhere[key] = elsewhere.get(key, False) or stays
    return (key for key, outside in elsewhere.items() if not outside)


def forget_links(session: Session, table: str, keys: Collection[str]) -> None:
    """The links of these rows, which are gone."""
    kind, item = col(RegisterLink.kind) == table.replace("_", "-"), col(RegisterLink.item)
    session.execute(delete(RegisterLink).where(kind, item.in_(keys)))


def _links(session: Session, kinds: Collection[str]) -> Iterator[RegisterLink]:
    return iter(session.execute(select(RegisterLink).where(col(RegisterLink.to_kind).in_(kinds))).scalars())


def _goes(link: RegisterLink, going: Keys) -> bool:
    return (link.item,) in going.get(_table(link), ())


def _table(link: RegisterLink) -> str:
    return link.kind.replace("-", "_")
