"""Loading places: municipalities and what they are compared with, areas with their profile, neighbourhoods, groups."""

from collections.abc import Sequence

from app.models.indicator import Population
from app.models.place import Area, Membership, MembershipVersion, Place, PlaceAlias, PlaceCode, PlaceKind
from seed import facts
from seed.places import AreaFact, MunicipalityFact, PartFact
from seed.seeding import Seeding
from seed.shapes import Facts


def load_common(seeding: Seeding) -> None:
    """The places that come from no single document, and the population `all`."""
    common = facts.geography()
    seeding.put("population", Population(id="all", name="Iedereen"))
    _load_coded(seeding, common.country, PlaceKind.COUNTRY, common.layout_years)
    for municipality in common.municipalities:
        _load_coded(seeding, municipality, PlaceKind.MUNICIPALITY, common.layout_years)
    seeding.put("place", Place(id=common.group.id, kind=PlaceKind.GROUP, name=common.group.name))
    for member in common.group.members:
        _load_membership(seeding, common.group.id, PartFact(id=member, line=0))


def load_populations(seeding: Seeding, held: Facts) -> None:
    for fact in held.populations:
        seeding.put("population", Population(id=fact.id, name=fact.name, description=fact.description))


def load_places(seeding: Seeding, held: Facts, all_held: Sequence[Facts]) -> None:
    """A document's groups, neighbourhoods and areas."""
    for group in held.groups:
        seeding.put("place", Place(id=group.id, kind=PlaceKind.GROUP, name=group.name, **seeding.origin(group.line)))
    for fact in held.neighbourhoods:
        row = Place(
            id=fact.id,
            kind=PlaceKind.NEIGHBOURHOOD,
            name=fact.name,
            level=fact.level,
            municipality_id=fact.municipality,
            **seeding.origin(fact.line),
        )
        seeding.put("place", row)
    for area in held.areas:
        _load_area(seeding, area, all_held)


def _load_coded(seeding: Seeding, fact: MunicipalityFact, kind: PlaceKind, layout_years: Sequence[int]) -> None:
    new = seeding.put("place", Place(id=fact.id, kind=kind, name=fact.name))
    codes = [PlaceCode(place_id=fact.id, code=fact.code, layout_year=year) for year in layout_years]
    seeding.put_parts("code", codes, of_new=new)
    aliases = [PlaceAlias(place_id=fact.id, alias=alias) for alias in fact.aliases]
    seeding.put_parts("alias", aliases, of_new=new)


def _load_area(seeding: Seeding, fact: AreaFact, all_held: Sequence[Facts]) -> None:
    row = Place(
        id=fact.id,
        kind=PlaceKind.AREA,
        name=fact.name,
        municipality_id=fact.municipality,
        **seeding.origin(fact.line),
    )
    seeding.put("place", row)
    seeding.put("area", _profile(fact.id, all_held))
    for alias in fact.aliases:
        document = alias.document or seeding.document
        seeding.put("alias", PlaceAlias(place_id=fact.id, alias=alias.name, document=document, line=alias.line))
    for part in fact.neighbourhoods:
        _load_membership(seeding, fact.id, part)


def _profile(area_id: str, all_held: Sequence[Facts]) -> Area:
    """What all documents together say of an area: one gives its boundary, another its profile."""
    said = [area for held in all_held for area in held.areas if area.id == area_id]
    profile = next((area.profile for area in said if area.profile), None)
    reason = next((area.reason for area in said if area.reason), None)
    if profile is None:
        return Area(place_id=area_id, boundary_reason=reason)
    return Area(
        place_id=area_id,
        boundary_reason=reason,
        districts=profile.districts.value,
        websites=[website.url for website in profile.websites],
        socio_economic=profile.socio_economic.text,
        housing=profile.housing.text,
        striking=profile.striking.text,
    )


def _load_membership(seeding: Seeding, area_id: str, part: PartFact) -> None:
    """A neighbourhood in an area, unless it was ever in it: what people took out stays out."""
    if seeding.is_there(MembershipVersion, {"area_id": area_id, "place_id": part.id, "version": 1}):
        seeding.report.kept["membership"] += 1
        return
    row = Membership(area_id=area_id, place_id=part.id, share=part.share, **seeding.known)
    seeding.put("membership", row, MembershipVersion)
