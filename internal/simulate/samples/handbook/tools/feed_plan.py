"""Makes next month's feed plan from the condition scores of the flock.

A score lies between 1 (thin) and 5 (fat). What we want before lambing is 3.
Run it on the first of the month and hang the result on the barn door.
"""

import sqlite3
import sys
from dataclasses import dataclass

HAY_PER_DAY = 1.5  # kilograms, for a ewe of fifty kilograms
FROST_FACTOR = 1.3  # they eat more when it freezes
WANTED = 3.0


@dataclass
class Group:
    name: str
    ewes: int
    score: float
    weeks_to_lambing: int

    def oats(self) -> float:
        """Grams of oats and beans a day for each ewe."""
        if self.weeks_to_lambing > 6:
            base = 0.0
        else:
            base = 100.0 + (6 - self.weeks_to_lambing) * 80.0
        hungry = max(0.0, WANTED - self.score)
        return min(500.0, base + hungry * 150.0)

    def hay(self, frost_days: int, days: int = 30) -> float:
        """Kilograms of hay for the whole group and month."""
        mild = days - frost_days
        return self.ewes * HAY_PER_DAY * (mild + frost_days * FROST_FACTOR)


def groups(path: str) -> list[Group]:
    query = """
        SELECT g.name, COUNT(DISTINCT e.tag), AVG(c.score), g.weeks_to_lambing
        FROM condition c JOIN ewe e ON e.tag = c.tag JOIN grp g ON g.id = e.grp
        WHERE c.month = (SELECT MAX(month) FROM condition)
        GROUP BY g.id ORDER BY g.name
    """
    with sqlite3.connect(path) as db:
        return [Group(*row) for row in db.execute(query)]


def main() -> int:
    if len(sys.argv) != 3:
        print("usage: feed_plan.py FLOCK.db FROST_DAYS", file=sys.stderr)
        return 2
    total = 0.0
    for group in groups(sys.argv[1]):
        hay = group.hay(int(sys.argv[2]))
        total += hay
        print(f"{group.name:20} {group.ewes:4} ewes  {hay:8.0f} kg hay  {group.oats():5.0f} g oats a day")
    print(f"{'together':20} {'':10} {total:8.0f} kg hay")
    return 0


if __name__ == "__main__":
    sys.exit(main())
