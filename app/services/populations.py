"""Populations: the named groups that figures are about."""

from sqlalchemy import select
from sqlmodel import col

from app.models.indicator import (
    Population,
    PopulationChange,
    PopulationCreate,
    PopulationFilter,
    PopulationRead,
)
from app.services.access.eyes import Eyes, eyes_of
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.editions import Edited, Holding, editing, plain_columns
from app.services.references import id_of, settled_by_the_key
from app.services.rows import Found, get_or_refuse, hold, paginate


def find(sight: Sight, asked: PopulationFilter) -> Found[PopulationRead]:
    """A page of populations."""
    statement = select(Population)
    if asked.population:
        statement = statement.where(col(Population.id).in_(asked.population))
    found = paginate(sight.session, statement, asked, Population.id)
    eyes = eyes_of(sight)
    return found.holding([as_read(eyes, population) for population in found.items])


def read(sight: Sight, population_id: str) -> PopulationRead:
    """One population; raises NotFound."""
    return as_read(eyes_of(sight), row(sight, population_id))


def row(sight: Sight, population_id: str) -> Population:
    """Raises NotFound."""
    return get_or_refuse(sight.session, Population, population_id, "population")


def as_read(eyes: Eyes, population: Population) -> PopulationRead:
    may = eyes.may_steer(None)
    return PopulationRead(id=population.id, name=population.name, description=population.description, may=may)


def create(writing: Writing, new: PopulationCreate) -> Population:
    """A new group; raises Conflict for a taken id, Forbidden for staff of named areas."""
    writing.require_everywhere()
    population = Population(**new.model_dump(exclude={"id"}), id=id_of(new.id, new.name))
    with settled_by_the_key(writing, "population", Population, population.id):
        writing.session.add(population)
    writing.note("create", "population", population.id, {})
    return population


def held(writing: Writing, population_id: str) -> Population:
    """The one that is about to be changed; raises NotFound."""
    return hold(writing.session, Population, population_id, "population")


def change(writing: Writing, population_id: str, patch: PopulationChange) -> Population:
    """Change what was sent; raises NotFound, and Forbidden for staff of named areas."""
    writing.require_everywhere()
    population = held(writing, population_id)
    with editing(writing, HOLDING, population):
        for name in patch.model_fields_set:
            setattr(population, name, getattr(patch, name))
        population.version += 1
        writing.session.add(population)
    writing.note("change", "population", population_id, {"fields": sorted(patch.model_fields_set)})
    writing.session.flush()
    return population


HOLDING = Holding("population", plain_columns(PopulationChange))
POPULATIONS = Edited(HOLDING, PopulationChange, row, held, change)
