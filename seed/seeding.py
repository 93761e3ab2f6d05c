"""One run of the seed: what it adds, and what it leaves as it is because it is there already."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import inspect

from app.models.base import Table
from app.models.versions import Recorded
from app.services.access.versions import keep
from app.services.access.writing import Writing


@dataclass
class Report:
    """How many of each kind were created, and how many were there already and were not touched."""

    created: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)


@dataclass
class Seeding:
    """The facts of one document on their way in: `writing.now` is the document's date."""

    writing: Writing
    document: str | None
    report: Report

    def is_there(self, model: type[Table], key: Any) -> bool:
        return self.writing.session.get(model, key) is not None

    def put(self, kind: str, row: Table, versions: type[Table] | None = None) -> bool:
        """Add the row, its first version and the trail, unless its key is taken; says whether it was added."""
        key = _key(row)
        if self.is_there(type(row), key):
            self.report.kept[kind] += 1
            return False
        if versions is None:
            self.writing.session.add(row)
            self.writing.session.flush()
        else:
            assert isinstance(row, Recorded)
            keep(self.writing, row, versions)
        self.created(kind, "/".join(str(part) for part in key.values()))
        return True

    def put_parts(self, kind: str, rows: Iterable[Table], *, of_new: bool) -> None:
        """The same for rows that are part of one thing: of a new one nothing can be there yet."""
        for row in rows:
            if of_new:
                self.writing.session.add(row)
                self.created(kind, "/".join(str(part) for part in _key(row).values()))
            else:
                self.put(kind, row)

    def created(self, kind: str, id: str) -> None:
        self.report.created[kind] += 1
        self.writing.note("seed", kind, id, {"document": self.document} if self.document else {})

    @property
    def known(self) -> dict[str, Any]:
        """The columns that say since when, and by whom, a versioned row is known."""
        return {"recorded_at": self.writing.now, "recorded_by": self.writing.actor.name}

    def origin(self, line: int) -> dict[str, Any]:
        """The columns that say where a fact is printed."""
        return {"document": self.document, "line": line}


def _key(row: Table) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).primary_key}
