"""Every noun that people enter, by its Dutch word in the address, in the order in which one builds on another."""

from app.web.entry.noun import Noun
from app.web.entry.nouns import counting, deliveries, governance, places, planning, programmes, results

ROOMS = (places, programmes, counting, governance, planning, results, deliveries)
ALL: dict[str, Noun] = {noun.word: noun for room in ROOMS for noun in room.ALL}
