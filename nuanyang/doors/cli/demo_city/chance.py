"""Chance that falls the same way on every machine.

Only ``Random.random`` is promised to stay the same between Python releases, so everything here is
made of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A seeded source of choices."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def share(self) -> float:
        """A number from 0 to below 1."""
        return self._random.random()

    def yes(self, probability: float) -> bool:
        """True with this probability."""
        return self.share() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely as the others."""
        return choices[int(self.share() * len(choices))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as likely as its weight."""
        rest = self.share() * sum(weights.values())
        for choice, weight in weights.items():
            rest -= weight
            if rest < 0:
                return choice
        return list(weights)[-1]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """``count`` different choices, in a new order."""
        left = list(choices)
        return [left.pop(int(self.share() * len(left))) for _n in range(min(count, len(left)))]
