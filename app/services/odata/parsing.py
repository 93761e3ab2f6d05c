"""Reading a `$filter`: names from a fixed list, kinds that fit, and no more words or depth than is wise. Pure.

Own reading, by the grammar of OData 4.0 (URL conventions, 5.1.1): decision 0019 says why.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NoReturn

from app.errors import FieldError, Invalid, Message, NotOffered, say
from app.services.odata.conditions import (
    COMPARISONS,
    FUNCTIONS,
    ORDERING,
    Among,
    Called,
    Column,
    Compared,
    Every,
    Expression,
    Literal,
    Not,
    Some,
)
from app.services.odata.shapes import Kind, Property

LONGEST = 8000
DEEPEST = 20
MOST_WORDS = 2000
FIELD = "$filter"

_NUMBERS = frozenset({Kind.DECIMAL, Kind.INTEGER})
_ELSEWHERE = frozenset({"add", "sub", "mul", "div", "divby", "mod", "has"})
_FUNCTIONS_ELSEWHERE = frozenset(
    {
        "any",
        "all",
        "cast",
        "ceiling",
        "concat",
        "floor",
        "fractionalseconds",
        "geo",
        "hour",
        "indexof",
        "isof",
        "matchesPattern",
        "maxdatetime",
        "mindatetime",
        "minute",
        "now",
        "round",
        "second",
        "substring",
        "time",
        "totaloffsetminutes",
        "totalseconds",
    }
)
_WORD = re.compile(
    r"(?P<space>[ \t]+)"
    r"|(?P<text>'(?:[^']|'')*')"
    r"|(?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:[Zz]|[+ -]\d\d:\d\d))"
    r"|(?P<day>\d{4}-\d\d-\d\d)(?![\w:])"
    r"|(?P<number>-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?)(?![\w.])"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]{0,127})"
    r"|(?P<sign>[(),/:])",
    re.ASCII,
)


@dataclass(frozen=True)
class Word:
    kind: str
    text: str


END = Word("end", "")


def read_filter(text: str, properties: Mapping[str, Property]) -> Expression:
    """The condition that is written; raises Invalid, and NotOffered for what OData has and we have not."""
    if len(text) > LONGEST:
        refuse(FIELD, "too-long", say("A filter has at most {most} characters.", most=LONGEST))
    words = list(_words(text))
    if len(words) > MOST_WORDS:
        refuse(FIELD, "too-long", say("A filter has at most {most} words.", most=MOST_WORDS))
    return _Reader(words, properties).whole()


def _words(text: str) -> Iterator[Word]:
    at = 0
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None:
            refuse(FIELD, "unreadable", say("The filter cannot be read at character {place}.", place=at + 1))
        at = found.end()
        if found.lastgroup and found.lastgroup != "space":
            yield Word(found.lastgroup, found[0])


class _Reader:
    """Reads word by word: or, and, comparison, not, and what is compared; each level binds closer."""

    def __init__(self, words: list[Word], properties: Mapping[str, Property]) -> None:
        self._words, self._at, self._depth = words, 0, 0
        self._properties = properties

    def whole(self) -> Expression:
        read = self._either()
        if self._next is not END:
            self._unreadable()
        return _must_be(read, (Kind.FLAG,))

    @property
    def _next(self) -> Word:
        return self._words[self._at] if self._at < len(self._words) else END

    def _take(self) -> Word:
        word = self._next
        self._at += 1
        return word

    def _takes(self, text: str) -> bool:
        there = self._next.text == text and self._next.kind in ("name", "sign")
        self._at += there
        return there

    def _expect(self, sign: str) -> None:
        if not self._takes(sign):
            self._unreadable()

    def _either(self) -> Expression:
        parts = [self._both()]
        while self._takes("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Some(tuple(_must_be(part, (Kind.FLAG,)) for part in parts))

    def _both(self) -> Expression:
        parts = [self._comparison()]
        while self._takes("and"):
            parts.append(self._comparison())
        return parts[0] if len(parts) == 1 else Every(tuple(_must_be(part, (Kind.FLAG,)) for part in parts))

    def _comparison(self) -> Expression:
        left = self._single()
        word = self._next
        if word.kind != "name" or word.text in ("and", "or"):
            return left
        if word.text in _ELSEWHERE:
            raise NotOffered(say("OData's {name} is not offered here.", name=word.text))
        self._take()
        if word.text == "in":
            return Among(left, tuple(self._list(left)))
        if word.text not in COMPARISONS:
            self._unreadable()
        return _compared(word.text, left, self._single())

    def _list(self, left: Expression) -> Iterator[Any]:
        self._expect("(")
        while not self._takes(")"):
            value = self._single()
            if not isinstance(value, Literal):
                refuse(FIELD, "unreadable", say("A list holds values that are written out."))
            _require_alike(left, value)
            yield value.value
            if self._next.text != ")":
                self._expect(",")

    def _single(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            refuse(FIELD, "too-deep", say("A filter is at most {most} levels deep.", most=DEEPEST))
        read = self._inner()
        self._depth -= 1
        return read

    def _inner(self) -> Expression:
        if self._takes("not"):
            return Not(_must_be(self._single(), (Kind.FLAG,)))
        if self._takes("("):
            read = self._either()
            self._expect(")")
            return read
        word = self._take()
        if word.kind == "name":
            return self._named(word.text)
        if word.kind not in _LITERALS:
            self._unreadable()
        return _literal(word)

    def _named(self, name: str) -> Expression:
        if name in ("true", "false"):
            return Literal(name == "true", Kind.FLAG)
        if name == "null":
            return Literal(None, None)
        if self._takes("("):
            return self._called(name)
        if self._next.text == "/":
            raise NotOffered(say("A filter names properties of the set itself; no paths."))
        return Column(scalar(FIELD, self._properties, name))

    def _called(self, name: str) -> Expression:
        if name in _FUNCTIONS_ELSEWHERE:
            raise NotOffered(say("OData's {name} is not offered here.", name=name))
        function = FUNCTIONS.get(name)
        if function is None:
            refuse(FIELD, "unknown-name", say("There is no function {name}.", name=name[:60]), name)
        arguments = []
        for position, kinds in enumerate(function.takes):
            if position:
                self._expect(",")
            arguments.append(_must_be(self._either(), kinds))
        self._expect(")")
        return Called(name, tuple(arguments))

    def _unreadable(self) -> NoReturn:
        place = min(self._at, len(self._words)) + 1
        refuse(FIELD, "unreadable", say("The filter cannot be read at word {place}.", place=place))


def scalar(field: str, properties: Mapping[str, Property], name: str) -> Property:
    """The property of this name, which holds one value; raises Invalid."""
    found = properties.get(name)
    if found is None:
        refuse(field, "unknown-name", say("There is no property {name} here.", name=name[:60]), name)
    if found.many:
        refuse(field, "collection", say("{name} is a list: that cannot be compared or sorted by.", name=name), name)
    return found


def refuse(field: str, code: str, message: Message, value: Any = None) -> NoReturn:
    raise Invalid([FieldError(field, code, message, value)])


def _compared(operator: str, left: Expression, right: Expression) -> Compared:
    _require_alike(left, right)
    if operator in ORDERING and Kind.FLAG in (left.kind, right.kind):
        refuse(FIELD, "wrong-kind", say("True and false have no order."))
    return Compared(operator, left, right)


def _require_alike(left: Expression, right: Expression) -> None:
    kinds = {left.kind, right.kind} - {None}
    if len(kinds) > 1 and not kinds <= _NUMBERS:
        names = " / ".join(sorted(str(kind) for kind in kinds))
        refuse(FIELD, "wrong-kind", say("These cannot be compared: {kinds}.", kinds=names))


def _must_be(expression: Expression, kinds: tuple[Kind, ...]) -> Expression:
    if expression.kind is not None and expression.kind not in kinds:
        names = ", ".join(kinds)
        refuse(
            FIELD,
            "wrong-kind",
            say("{kind} stands where one of these is needed: {kinds}.", kind=expression.kind, kinds=names),
        )
    return expression


def _literal(word: Word) -> Literal:
    read, kind = _LITERALS[word.kind]
    try:
        return Literal(read(word.text), kind)
    except (ValueError, OverflowError):
        refuse(FIELD, "unreadable", say("{text} is no value.", text=word.text[:60]), word.text)


def _moment(text: str) -> datetime:
    whole, dot, rest = text.upper().replace(" ", "+").partition(".")
    digits = re.match(r"\d*", rest)
    fraction = digits[0] if digits else ""
    exact = f"{whole}.{fraction[:6].ljust(6, '0')}{rest[len(fraction) :]}" if dot else whole
    return datetime.fromisoformat(exact).astimezone(UTC)


_LITERALS: dict[str, tuple[Any, Kind]] = {
    "text": (lambda text: text[1:-1].replace("''", "'"), Kind.TEXT),
    "moment": (_moment, Kind.MOMENT),
    "day": (date.fromisoformat, Kind.DAY),
    "number": (Decimal, Kind.DECIMAL),
}
