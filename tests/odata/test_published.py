"""What is published is a promise: the columns and relations of every set, no more and no fewer."""

import pytest
from fastapi import Request

from app.api.odata import csdl
from app.api.odata.addresses import item_at
from app.api.odata.forms import form_of, size_of
from app.errors import Invalid, NotAcceptable, NotFound
from app.services.odata.catalogue import SETS
from app.services.odata.shapes import Property
from tests.odata.published import PUBLISHED, RELATIONS

SECRET = ("may", "recordedBy", "reason", "published", "change", "storedAt", "version", "secretHash", "email")


def described(one: Property) -> str:
    name = one.kind.removeprefix("Edm.")
    return f"[{name}]" if one.many else f"{name}?" if one.nullable else name


def test_the_columns_of_every_set_are_those_that_were_promised() -> None:
    assert {
        name: {one.name: described(one) for one in each.type.properties.values()} for name, each in SETS.items()
    } == PUBLISHED


def test_the_relations_are_those_that_were_promised() -> None:
    assert {
        (name, way.name): f"{way.by} -> {way.target}{' (many)' if way.many else ''}"
        for name, each in SETS.items()
        for way in each.type.navigations.values()
    } == RELATIONS


def test_a_relation_goes_by_a_column_and_has_a_name_of_its_own() -> None:
    for each in SETS.values():
        columns = each.type.properties
        for way in each.type.navigations.values():
            assert way.name not in columns
            assert columns[way.by].many == way.many
            assert SETS[way.target].type.key == ("id",)


def test_nothing_about_the_reader_or_the_keeping_is_a_column() -> None:
    judged = {"reason"}  # of an assessment: why there is no status
    for name, columns in PUBLISHED.items():
        assert set(SECRET) & columns.keys() <= (judged if name == "assessments" else set())


def test_the_metadata_is_made_once() -> None:
    assert csdl.metadata() is csdl.metadata()


ADDRESSES = {
    "places('utrecht')": ("places", ("utrecht",)),
    "places(id='utrecht')": ("places", ("utrecht",)),
    "places('it''s')": ("places", ("it's",)),
    "places('a,b=')": ("places", ("a,b=",)),
    "assessments(target='a',place='b')": ("assessments", ("a", "b")),
    "assessments(place='b',target='a')": ("assessments", ("a", "b")),
}
NO_KEYS = [
    "places(utrecht)",
    "places('utrecht)",
    "places('utrecht',)",
    "places('a','b')",
    "places(name='utrecht')",
    "places(id='a',id='b')",
    "assessments('a','b')",
    "assessments(target='a')",
    "assessments(target='a',place='b',place='c')",
    "assessments(target='a',place='b',)",
    "places(''')",
]


@pytest.mark.parametrize("address", list(ADDRESSES))
def test_an_item_has_an_address_by_its_key(address: str) -> None:
    found = item_at(address)

    assert found is not None
    assert (found[0].name, found[1]) == ADDRESSES[address]


@pytest.mark.parametrize("address", NO_KEYS)
def test_a_key_that_is_not_whole_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        item_at(address)


def test_what_is_no_set_is_not_there() -> None:
    assert item_at("places") is None
    with pytest.raises(NotFound):
        item_at("secrets('x')")


def asking(query: str = "", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "query_string": query.encode(), "headers": raw})


SIZES = {
    "": 1000,
    "odata.maxpagesize=50": 50,
    "maxpagesize=50": 50,
    'return=minimal, odata.maxpagesize="7"': 7,
    "odata.maxpagesize=0": 1,
    "odata.maxpagesize=99999": 5000,
    "odata.maxpagesize=many": 1000,
}


@pytest.mark.parametrize("prefer", list(SIZES))
def test_a_page_has_the_size_that_is_preferred_within_bounds(prefer: str) -> None:
    assert size_of(asking(prefer=prefer)) == SIZES[prefer]


TAKEN = {
    ("", ""): "minimal",
    ("$format=json", "text/html"): "minimal",
    ("$format=application/json;odata.metadata=none", ""): "none",
    ("", "text/html,application/xhtml+xml,*/*;q=0.8"): "minimal",
    ("", "application/json;metadata=full"): "full",
    ("", "application/*"): "minimal",
}


@pytest.mark.parametrize("asked", list(TAKEN))
def test_json_is_given_to_whoever_takes_it(asked: tuple[str, str]) -> None:
    query, accept = asked

    assert form_of(asking(query, accept=accept)).metadata == TAKEN[asked]


@pytest.mark.parametrize(("query", "accept"), [("$format=xml", ""), ("", "text/csv"), ("$format=atom", "*/*")])
def test_who_takes_no_json_is_told(query: str, accept: str) -> None:
    with pytest.raises(NotAcceptable):
        form_of(asking(query, accept=accept))
