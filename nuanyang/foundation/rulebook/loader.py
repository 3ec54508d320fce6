"""Reads ``data/*.yaml`` strictly: a wrong key, unit or date names the file and the rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from nuanyang.foundation.rulebook.choices import ALLOWED_EFFECTS, Applies, Certainty, Effect, Unit
from nuanyang.foundation.rulebook.rules import Amount, Instrument, Override, Rule, Source, Words

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

INSTRUMENTS = "instruments.yaml"
READ = frozenset({"full", "articles", "part", "press", "practice"})


class RulebookError(ValueError):
    """The rulebook's data are wrong; the message names file, rule and fault."""


@dataclass(frozen=True, slots=True)
class Group:
    """A chapter of the rulebook."""

    id: str
    title: Words


@dataclass(frozen=True, slots=True)
class Shipped:
    """The rulebook as shipped: rules by id in reading order, groups in reading order."""

    rules: Mapping[str, Rule]
    groups: tuple[Group, ...]


#: Reading order of the files.
FILES = (
    "rescue_entry.yaml", "rescue_lodging.yaml", "rescue_stay.yaml", "rescue_departure.yaml",
    "rescue_refusal.yaml", "rescue_hospital.yaml", "rescue_death.yaml", "rescue_station.yaml",
    "rescue_forms.yaml", "follow_up.yaml", "data_protection.yaml", "aid_clocks.yaml",
    "other_clocks.yaml",
)  # fmt: skip


def _check_keys(where: str, given: Any, required: set[str], optional: set[str]) -> None:
    if not isinstance(given, dict):
        raise RulebookError(f"{where}: expected keys and values, found {given!r}")
    if missing := required - given.keys():
        raise RulebookError(f"{where}: missing {', '.join(sorted(missing))}")
    if unknown := {str(k) for k in given.keys() - required - optional}:
        raise RulebookError(f"{where}: unknown key {', '.join(sorted(unknown))}")


def _words(where: str, given: Any) -> Words:
    _check_keys(where, given, {"zh", "en"}, set())
    if not all(isinstance(v, str) and v.strip() for v in given.values()):
        raise RulebookError(f"{where}: both languages need a text")
    return Words(given["zh"], given["en"])


def _day(where: str, given: Any) -> date | None:
    if given is None:
        return None
    if not isinstance(given, date):
        raise RulebookError(f"{where}: not a date: {given!r}")
    return given


def _number(where: str, given: Any) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise RulebookError(f"{where}: not a number: {given!r}")
    return Decimal(str(given))


def _choice(where: str, given: Any, choices: Any) -> Any:
    try:
        return choices(given)
    except ValueError:
        allowed = ", ".join(repr(v) for v in choices.values)
        raise RulebookError(f"{where}: {given!r} is none of {allowed}") from None


def _amount(where: str, given: Any) -> Amount:
    _check_keys(where, given, {"value", "unit"}, {"stricter"})
    if given.get("stricter", "lower") not in ("lower", "higher"):
        raise RulebookError(f"{where}: stricter is lower or higher")
    value, unit = _number(where, given["value"]), _choice(where, given["unit"], Unit)
    return Amount(value, unit, given.get("stricter", ""))


def _instruments(folder: Traversable) -> dict[str, Instrument]:
    found = {}
    for key, given in _parse(folder / INSTRUMENTS).items():
        where = f"{INSTRUMENTS}: {key}"
        _check_keys(where, given, {"zh", "en", "read"}, {"from"})
        if given["read"] not in READ:
            raise RulebookError(f"{where}: read is one of {', '.join(sorted(READ))}")
        title = _words(where, {k: given[k] for k in ("zh", "en")})
        found[str(key)] = Instrument(str(key), title, given["read"], _day(where, given.get("from")))
    return found


def _sources(where: str, given: Any, known: dict[str, Instrument]) -> tuple[Source, ...]:
    if not isinstance(given, list) or not given:
        raise RulebookError(f"{where}: a rule needs at least one source")
    found = []
    for entry in given:
        key, _, article = str(entry).partition(" ")
        if key not in known:
            raise RulebookError(f"{where}: unknown instrument {key!r}")
        found.append(Source(known[key], article))
    return tuple(found)


def _override(where: str, given: Any) -> Override:
    _check_keys(where, given, {"region", "from"}, {"to", "value", "effect", "source"})
    start = _day(where, given["from"])
    if start is None:
        raise RulebookError(f"{where}: an override needs a date")
    return Override(
        region=str(given["region"]),
        valid_from=start,
        value=_number(where, given["value"]) if "value" in given else None,
        effect=_choice(where, given["effect"], Effect) if "effect" in given else None,
        valid_to=_day(where, given.get("to")),
        source=str(given.get("source", "")),
    )


_REQUIRED = {"id", "title", "wording", "source", "certainty", "effect"}
_OPTIONAL = {"amount", "every", "warn", "more", "applies", "region", "from", "to", "overrides"}


def _rule(file: str, group: str, given: Any, known: dict[str, Instrument]) -> Rule:
    where = f"{file}: {given.get('id', '?') if isinstance(given, dict) else '?'}"
    _check_keys(where, given, _REQUIRED, _OPTIONAL)
    sources = _sources(where, given["source"], known)
    certainty = _choice(where, given["certainty"], Certainty)
    effect = _choice(where, given["effect"], Effect)
    if effect not in ALLOWED_EFFECTS[certainty]:
        allowed = ", ".join(sorted(e.value for e in ALLOWED_EFFECTS[certainty]))
        raise RulebookError(f"{where}: a rule marked {certainty.value} may be {allowed}, not {effect.value}")
    amounts = {
        key: _amount(f"{where}: {key}", given[key]) if key in given else None
        for key in ("amount", "every", "warn")
    }
    main = amounts["amount"]
    if certainty is Certainty.READ and main is not None and not main.stricter:
        raise RulebookError(f"{where}: a hard number must say which way is stricter")
    for key in ("every", "warn"):
        timed = amounts[key]
        if timed is not None and not timed.is_time:
            raise RulebookError(f"{where}: {key} is no time")
    return Rule(
        id=str(given["id"]), group=group, sources=sources, certainty=certainty, effect=effect,
        title=_words(f"{where}: title", given["title"]),
        wording=_words(f"{where}: wording", given["wording"]),
        amount=main, every=amounts["every"], warn=amounts["warn"],
        more={k: _amount(f"{where}: more.{k}", v) for k, v in given.get("more", {}).items()},
        applies=_choice(where, given.get("applies", ""), Applies),
        region=str(given.get("region", "")),
        valid_from=_day(where, given.get("from", sources[0].instrument.valid_from)),
        valid_to=_day(where, given.get("to")),
        overrides=tuple(_override(f"{where}: overrides", o) for o in given.get("overrides", ())),
    )  # fmt: skip


def _parse(file: Traversable) -> Any:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        raise RulebookError(f"{file.name}: {error}") from error


def load(folder: Traversable, files: tuple[str, ...] = FILES) -> Shipped:
    """Read the rulebook in a folder.

    :raises RulebookError: naming the file, the rule and the fault.
    """
    known = _instruments(folder)
    rules: dict[str, Rule] = {}
    groups = []
    for file in files:
        content = _parse(folder / file)
        _check_keys(file, content, {"group", "rules"}, set())
        _check_keys(f"{file}: group", content["group"], {"id", "zh", "en"}, set())
        group = Group(
            content["group"]["id"],
            _words(file, {k: content["group"][k] for k in ("zh", "en")}),
        )
        groups.append(group)
        for given in content["rules"]:
            rule = _rule(file, group.id, given, known)
            if rule.id in rules:
                raise RulebookError(f"{file}: {rule.id} is there twice")
            rules[rule.id] = rule
    return Shipped(rules, tuple(groups))


@lru_cache(maxsize=1)
def shipped() -> Shipped:
    """The rulebook of this release, read once per process."""
    return load(resources.files(__package__) / "data")
