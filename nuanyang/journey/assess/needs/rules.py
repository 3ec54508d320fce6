"""Pure: what changed between two looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Direction = Literal["better", "worse", "same", "new", "unseen"]


@dataclass(frozen=True, slots=True)
class DomainChange:
    """One domain over the versions, oldest first; None where it was not looked at."""

    domain: str
    levels: tuple[int | None, ...]

    @property
    def now(self) -> int | None:
        """The level of the latest version; None when it did not look at the domain."""
        return self.levels[-1] if self.levels else None

    @property
    def before(self) -> int | None:
        """The latest level known before."""
        return next((level for level in reversed(self.levels[:-1]) if level is not None), None)

    @property
    def direction(self) -> Direction:
        """Better means less need."""
        if self.now is None:
            return "unseen"
        if self.before is None:
            return "new"
        if self.now == self.before:
            return "same"
        return "better" if self.now < self.before else "worse"


def changes(domains: Sequence[str], versions: Sequence[Mapping[str, int]]) -> list[DomainChange]:
    """Each domain that any version looked at, in the order of ``domains``; versions oldest first."""
    return [
        DomainChange(domain, tuple(version.get(domain) for version in versions))
        for domain in domains
        if any(domain in version for version in versions)
    ]
