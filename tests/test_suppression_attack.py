"""The attack on suppression: subtraction of everything that is shown, on nested and overlapping areas, at two dates.

All that is shown about all cells and all sums of cells bounds what is hidden.
"""

import random
from collections.abc import Callable
from decimal import Decimal

from app.services.access.suppression import Protection, count_seen

PROTECTED = Protection()


class Attacker:
    """Holds a lowest and highest whole number for each cell, and narrows both by every sum that is shown."""

    def __init__(self, cells: int):
        self.low, self.high = [0] * cells, [10_000] * cells

    def learn(self, parts: list[int], low: int, high: int) -> bool:
        """Whether the sum of these parts lying between low and high told anything new."""
        lows, highs = sum(self.low[part] for part in parts), sum(self.high[part] for part in parts)
        learnt = False
        for part in parts:
            at_least, at_most = low - (highs - self.high[part]), high - (lows - self.low[part])
            learnt |= at_least > self.low[part] or at_most < self.high[part]
            self.low[part], self.high[part] = max(self.low[part], at_least), min(self.high[part], at_most)
            lows, highs = sum(self.low[each] for each in parts), sum(self.high[each] for each in parts)
        return learnt

    def recovered(self, hidden: list[int]) -> float:
        return sum(self.low[cell] == self.high[cell] for cell in hidden) / len(hidden)


def city(chance: random.Random) -> tuple[list[int], list[list[int]]]:
    """People in cells (neighbourhood by group, at two dates) and the sums about which figures come out.

    Sums are nested (groups, neighbourhoods, districts, city) and overlap (areas of neighbouring neighbourhoods,
    each also without its last one). From one date to the next few cells change, and by little.
    """
    neighbourhoods, groups = 60, 4
    size = neighbourhoods * groups
    first = [int(chance.lognormvariate(2.2, 1.3)) for _ in range(size)]
    second = [max(0, cell + chance.choice([0, 0, 0, -1, 1, 2])) for cell in first]
    rows = [[row * groups + group for group in range(groups)] for row in range(neighbourhoods)]
    blocks = [list(range(start, start + 5)) for start in range(0, neighbourhoods, 5)]
    for _ in range(20):
        start, length = chance.randrange(neighbourhoods - 9), chance.randrange(3, 9)
        blocks += [list(range(start, start + length)), list(range(start, start + length - 1))]
    blocks.append(list(range(neighbourhoods)))
    sums = rows + [[cell for row in block for cell in rows[row]] for block in blocks]
    sums += [[rows[row][group] for row in block] for block in blocks for group in range(groups)]
    return first + second, sums + [[cell + size for cell in parts] for parts in sums]


def attack(cells: list[int], sums: list[list[int]], known: Callable[[int], tuple[int, int]]) -> float:
    """The share of the hidden cells that an attacker finds, who knows this much of every cell and every sum."""
    attacker = Attacker(len(cells))
    facts = [([cell], *known(people)) for cell, people in enumerate(cells)]
    facts += [(parts, *known(sum(cells[part] for part in parts))) for parts in sums]
    for _ in range(12):
        if not sum(attacker.learn(*fact) for fact in facts):
            break
    return attacker.recovered([cell for cell, people in enumerate(cells) if people < 5])


def shown_by_our_rules(people: int) -> tuple[int, int]:
    shown = count_seen(Decimal(people), PROTECTED)
    return (0, 4) if shown is None else (max(5, int(shown) - 2), int(shown) + 2)


def shown_without_rounding(people: int) -> tuple[int, int]:
    return (0, 4) if people < 5 else (people, people)


def test_subtraction_on_nested_and_overlapping_areas_gives_under_one_percent_of_the_hidden_cells() -> None:
    chance = random.Random(2022)

    found = [attack(*city(chance), shown_by_our_rules) for _ in range(4)]

    assert sum(found) / len(found) < 0.01


def test_the_same_attack_finds_many_where_only_the_small_counts_are_hidden() -> None:
    assert attack(*city(random.Random(2022)), shown_without_rounding) > 0.10
