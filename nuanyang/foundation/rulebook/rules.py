"""The rulebook as values: a rule, its amounts, overrides by region and date, and how they merge.

Nothing here reads a clock or a database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from nuanyang.foundation.regions.rules import chain
from nuanyang.foundation.rulebook.choices import (
    EFFECT_ORDER,
    TIME_UNITS,
    Applies,
    Certainty,
    Effect,
    Unit,
)
from nuanyang.kernel.numerals import integer

Stricter = Literal["lower", "higher", ""]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit. ``stricter`` says which way protects more; empty: neither is known."""

    value: Decimal
    unit: Unit
    stricter: Stricter = ""

    @property
    def count(self) -> int:
        """The number as a whole (days, months, people)."""
        return int(self.value)

    @property
    def is_time(self) -> bool:
        return self.unit in TIME_UNITS

    def weakened_by(self, value: Decimal) -> bool:
        """Whether another number would protect less."""
        if self.stricter == "lower":
            return value > self.value
        return value < self.value if self.stricter == "higher" else value != self.value


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages of the product."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, a notice, a local rule or a habit that rules come from. ``read`` says how much of it."""

    key: str
    title: Words
    read: str
    valid_from: date | None = None


_PLACE = re.compile("第([零一二三四五六七八九十百]+)(条|部分|项)")
_PLACE_UNITS = {"条": "art. ", "部分": "part ", "项": "item "}
_PLACE_WORDS = (("至", "–"), ("、", ", "), ("离站部分", "section on departure"), ("附件", "annex "))


def _place_in_english(match: re.Match[str]) -> str:
    return f"{_PLACE_UNITS[match[2]]}{integer(match[1])}" + (" " if match[2] == "部分" else "")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: the instrument and the article in its own words (第六条)."""

    instrument: Instrument
    article: str = ""

    @property
    def article_en(self) -> str:
        """The place in English: 第六条、第九条 → art. 6, art. 9."""
        text = _PLACE.sub(_place_in_english, self.article)
        for chinese, english in _PLACE_WORDS:
            text = text.replace(chinese, english)
        return text.strip()


@dataclass(frozen=True, slots=True)
class Override:
    """Another number or effect for a region and a time. ``region`` empty: everywhere."""

    region: str
    valid_from: date
    value: Decimal | None = None
    effect: Effect | None = None
    valid_to: date | None = None
    source: str = ""
    id: int | None = None

    def holds(self, region_chain: list[str], on: date) -> bool:
        if self.region and self.region not in region_chain:
            return False
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it holds for a region on a day.

    ``amount`` is its number, ``every`` the interval of its repetition, ``more`` further numbers by
    name, ``warn`` how long before the end it counts as soon. ``override`` is what changed it.
    """

    id: str
    group: str
    title: Words
    wording: Words
    sources: tuple[Source, ...]
    certainty: Certainty
    effect: Effect
    amount: Amount | None = None
    every: Amount | None = None
    warn: Amount | None = None
    more: dict[str, Amount] = field(default_factory=dict)
    applies: Applies = Applies.ALWAYS
    region: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    overrides: tuple[Override, ...] = ()
    override: Override | None = None

    @property
    def value(self) -> int:
        """The rule's number as a whole.

        :raises ValueError: when the rule has no number.
        """
        if self.amount is None:
            raise ValueError(f"{self.id} has no number")
        return self.amount.count

    @property
    def active(self) -> bool:
        """Whether the rule does anything here."""
        return self.effect is not Effect.OFF

    @property
    def blocks(self) -> bool:
        """Whether going against the rule is refused (and not only pointed out)."""
        return self.effect in (Effect.DEFAULT, Effect.ENFORCED)

    @property
    def source_text(self) -> str:
        """Sources in Chinese for messages and papers: title, article; several joined by ；."""
        return "；".join(f"{s.instrument.title.zh}{s.article}" for s in self.sources)

    def source_in(self, language: str) -> str:
        """The same on a page in that language."""
        if not language.startswith("en"):
            return self.source_text
        return "; ".join(f"{s.instrument.title.en} {s.article_en}".strip() for s in self.sources)


def holds_on(rule: Rule, region: str, on: date) -> bool:
    """Whether the rule as shipped holds there and then."""
    if rule.region and rule.region not in chain(region):
        return False
    if rule.valid_from and on < rule.valid_from:
        return False
    return rule.valid_to is None or on < rule.valid_to


def as_of(rule: Rule, overrides: Iterable[Override], *, region: str, on: date) -> Rule:
    """The rule for a region on a day: the most specific override that holds wins, then the latest.

    A rule that does not hold there and then comes back switched off.
    """
    if not holds_on(rule, region, on):
        return replace(rule, effect=Effect.OFF)
    here = chain(region)
    fitting = [o for o in (*rule.overrides, *overrides) if o.holds(here, on)]
    if not fitting:
        return rule
    best = max(
        fitting,
        key=lambda o: (here.index(o.region) if o.region else -1, o.valid_from, o.id or 0),
    )
    amount, every = rule.amount, rule.every
    if amount is not None and best.value is not None:
        amount = replace(amount, value=best.value)
        if every is not None and rule.amount is not None and _same(every, rule.amount):
            every = amount
    effect = best.effect or rule.effect
    return replace(rule, amount=amount, every=every, effect=effect, override=best)


def _same(every: Amount, amount: Amount) -> bool:
    """Whether a repetition repeats the rule's own number (each quarter) and follows it."""
    return (every.value, every.unit) == (amount.value, amount.unit)


#: Why an override is not allowed; the operation puts it into words.
Objection = Literal[
    "hard_rule_weakened", "hard_rule_effect", "needs_source", "no_number", "nothing_set",
    "not_positive", "dates",
]  # fmt: skip


def objection_to(rule: Rule, override: Override) -> Objection | None:
    """Why this override of the rule as shipped may not be made, or None.

    R: hard; a number may only become stricter and it cannot be switched off or softened. R2: free.
    G: warn or off, unless a source is named with which an administrator confirms it.
    """
    if override.value is None and override.effect is None:
        return "nothing_set"
    if override.valid_to is not None and override.valid_to <= override.valid_from:
        return "dates"
    if override.value is not None:
        if rule.amount is None:
            return "no_number"
        if override.value < 0 and rule.amount.unit is not Unit.CELSIUS:
            return "not_positive"
    stronger = override.effect is not None and (
        EFFECT_ORDER[override.effect] >= EFFECT_ORDER[Effect.DEFAULT]
    )
    if rule.certainty is Certainty.READ:
        if override.effect is not None and override.effect is not Effect.ENFORCED:
            return "hard_rule_effect"
        if rule.amount and override.value is not None and rule.amount.weakened_by(override.value):
            return "hard_rule_weakened"
        return None
    unproven = stronger if rule.certainty is Certainty.GENERAL else override.effect is Effect.ENFORCED
    return "needs_source" if unproven and not override.source.strip() else None
