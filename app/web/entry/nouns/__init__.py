"""Every noun that people enter, by its Dutch word in the address, in the order in which one builds on another."""

from app.web.entry.noun import Noun
from app.web.entry.nouns import counting, governance, places, planning, programmes, results

ALL: dict[str, Noun] = {
    noun.word: noun for room in (places, programmes, counting, governance, planning, results) for noun in room.ALL
}
