"""Writes docs/reference/ from the registers of the code: python -m nuanyang.doors.cli.reference_docs

Needs no database. The texts are English and the same on every machine, so a test can compare them with
what is committed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from nuanyang.doors.cli.settings_texts import SETTINGS

if TYPE_CHECKING:
    from nuanyang.foundation.audit.events import EventType

CHECKOUT = Path(__file__).resolve().parents[3]
FOLDER = CHECKOUT / "docs" / "reference"
PARTS = CHECKOUT / "nuanyang" / "locale" / "en" / "parts"
PROGRAM = "python -m nuanyang.doors.cli.reference_docs"


def documents() -> dict[str, str]:
    """File name → content of every page of the reference. Django must be set up."""
    from django.utils import translation

    load_operations()
    with translation.override(None):  # texts as they stand in the code; the English is looked up in its parts
        return {
            "README.md": index(),
            "operations.md": operations(),
            "roles.md": roles(),
            "events.md": events(),
            "settings.md": settings(),
            "rules.md": rules(),
            "documents.md": printed_documents(),
            "urls.md": urls(),
            "commands.md": commands(),
            "api.md": api(),
        }


def load_operations() -> None:
    """Import every module that declares operations, consequences or events, so that the registers are complete."""
    from django.apps import apps

    for config in apps.get_app_configs():
        if not config.name.startswith("nuanyang."):
            continue
        for path in sorted(Path(config.path).glob("*.py")):
            if "@operation(" in path.read_text("utf-8") or path.stem == "events":
                import_module(f"{config.name}.{path.stem}")
    if find_spec("nuanyang.journey.handoffs"):
        import_module("nuanyang.journey.handoffs")


@cache
def english() -> dict[str, str]:
    """Chinese text → English text, from the parts as they are in the source."""
    import polib

    found: dict[str, str] = {}
    for part in sorted(PARTS.glob("*.po")):
        for entry in polib.pofile(str(part)):
            if not entry.msgctxt and entry.msgstr:
                found.setdefault(entry.msgid, entry.msgstr)
    return found


def in_english(text: object) -> str:
    """The English of an interface text; a text without one stays as it is (another test asks for it)."""
    return english().get(str(text), str(text))


def our_events() -> dict[str, EventType]:
    """Events by name, those that tests declare left out."""
    from django.apps import apps

    from nuanyang.foundation.audit.events import EventType

    found = {}
    for config in apps.get_app_configs():
        if config.name.startswith("nuanyang.") and find_spec(f"{config.name}.events"):
            for value in vars(import_module(f"{config.name}.events")).values():
                if isinstance(value, EventType):
                    found[value.name] = value
    return found


# ---- writing Markdown ---------------------------------------------------------------------------


def page(title: str, lead: str, *parts: str) -> str:
    """One page, with the note that nobody edits it."""
    note = f"<!-- Made by `{PROGRAM}`; do not edit. -->"
    return "\n\n".join([f"# {title}", note, lead, *parts]) + "\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; bars and line breaks in cells are made harmless."""
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    return "\n".join([*lines, *("| " + " | ".join(cell(value) for value in row) + " |" for row in rows)])


def cell(value: object) -> str:
    """One cell as text on one line."""
    return re.sub(r"\s+", " ", str(value)).replace("|", "\\|").strip()


def code(words: Iterable[str]) -> str:
    """Words as code, separated by spaces."""
    return " ".join(f"`{word}`" for word in words)


def grouped(names: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Names by what stands before the first dot, both sorted."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault(name.split(".")[0], []).append(name)
    yield from sorted(groups.items())


# ---- pages --------------------------------------------------------------------------------------


def index() -> str:
    return page(
        "Reference",
        f"Made from the code by `{PROGRAM}`; a test compares. Explanations are in the [map](../map.md) and the "
        "[glossary](../glossary/README.md).",
        "- [Operations](operations.md): every way to change something, who may, what it records\n"
        "- [Roles](roles.md): permissions of each role\n"
        "- [Events](events.md): everything that can happen\n"
        "- [Settings](settings.md): environment variables\n"
        "- [Rules](rules.md): the rulebook as shipped\n"
        "- [Documents](documents.md): every printed form, its fields as official templates name them, and their source\n"
        "- [Addresses](urls.md): every page and what it asks of its visitor\n"
        "- [Commands](commands.md): every command of `./nuan`\n"
        "- [The API](api.md): what programs may call",
    )


def api() -> str:
    from nuanyang.doors.partner_api import reference

    return reference.document(note=f"<!-- Made by `{PROGRAM}`; do not edit. -->")


def operations() -> str:
    from nuanyang.foundation.audit.operation import OPERATIONS

    ours = {name: info for name, info in OPERATIONS.items() if info.function.__module__.startswith("nuanyang.")}
    parts = []
    for app, names in grouped(ours):
        rows = []
        for name in names:
            info = ours[name]
            what = (info.function.__doc__ or "").strip().split("\n\n")[0]
            once = " May be sent twice." if info.idempotent else ""
            recorded = code(sorted(event.name for event in info.events))
            rows.append((f"`{name}`", plain(what) + once, f"`{info.permission}`", recorded))
        parts.append(f"## {app}\n\n" + table(("Operation", "What it does", "Permission", "Events"), rows))
    return page(
        "Operations",
        "Every write goes through one of these. The permission is checked, the transaction runs in the actor's scope, and at "
        "least one of the events is recorded.",
        *parts,
    )


def plain(text: str) -> str:
    """A docstring's words without its markup."""
    text = re.sub(r":\w+:`([^`]+)`", r"`\1`", text)
    return text.replace("``", "`")


def roles() -> str:
    from nuanyang.foundation.access.permissions import PERMISSIONS
    from nuanyang.foundation.access.roles import built_in_roles

    held = built_in_roles()
    listed = table(
        ("Role", "中文", "English", "Oversees its region", "Permissions"),
        (
            (f"`{r.code}`", r.name_zh, r.name_en, "yes" if r.oversees else "", code(sorted(r.permissions)))
            for r in held
        ),
    )
    by_permission = table(
        ("Permission", "中文", "Allows", "Roles"),
        (
            (f"`{name}`", PERMISSIONS[name], in_english(PERMISSIONS[name]), code(r.code for r in held if name in r.permissions) or "(no role)")
            for name in sorted(PERMISSIONS)
        ),
    )
    return page(
        "Roles and permissions",
        "A role is a set of permissions. Who oversees a region sees its records with masked names, unless the role also "
        "holds `people.see_names`.",
        "## Roles\n\n" + listed,
        "## Permissions\n\n" + by_permission,
    )


def events() -> str:
    from nuanyang.foundation.audit.consequences import CONSEQUENCES

    known = our_events()
    parts = []
    for app, names in grouped(known):
        rows = []
        for name in names:
            event = known[name]
            handlers = [h for h in CONSEQUENCES.get(name, ()) if h.__module__.startswith("nuanyang.")]
            sentence = event.sentence or event.title
            rows.append(
                (f"`{name}`", sentence, in_english(sentence), event.stage, code(h.__name__ for h in handlers))
            )
        parts.append(f"## {app}\n\n" + table(("Event", "中文", "English", "Stage", "What follows"), rows))
    return page(
        "Events",
        "What the log can say. The sentence is made when it is read, in the reader's language, from a payload of codes and "
        "labels. `What follows` are functions of `journey/handoffs.py`.",
        *parts,
    )


def settings() -> str:
    parts = []
    for title, entries in SETTINGS.items():
        rows = ((f"`{name}`", default, what) for name, (default, what) in entries.items())
        parts.append(f"## {title}\n\n" + table(("Variable", "Default", "What it does"), rows))
    return page(
        "Settings",
        "Environment variables, or `NAME=VALUE` lines in `settings.env` in the home folder (what the environment sets wins). "
        "A variable that the web application reads may also be given as `NAME_FILE`, the path of a file that holds the value. "
        "Lists are separated by commas; yes and no are `yes` and `no`.",
        *parts,
    )


def rules() -> str:
    from nuanyang.foundation.rulebook.loader import shipped

    book = shipped()
    parts = []
    for group in book.groups:
        rows = []
        for rule in (r for r in book.rules.values() if r.group == group.id):
            amount = f"{rule.amount.value.normalize():f} {rule.amount.unit.value}" if rule.amount else ""
            source = "; ".join(f"{s.instrument.title.zh}{s.article}" for s in rule.sources)
            rows.append((f"`{rule.id}`", rule.title.en, amount, rule.certainty.value, rule.effect.value, source))
        parts.append(f"## {group.title.en}\n\n" + table(("Rule", "Title", "Number", "Certainty", "Effect", "Source"), rows))
    counted = ", ".join(
        f"{sum(r.certainty.value == c for r in book.rules.values())} {c}" for c in ("R", "R2", "G")
    )
    return page(
        "Rules",
        f"{len(book.rules)} rules as shipped ({counted}). R: read in the text, enforced. R2: second-hand, a default that may be set. G: "
        "unconfirmed, off or warning only. Regions may set other numbers: see "
        "[change a policy number](../howto/change-a-policy-number.md).",
        *parts,
    )


def printed_documents() -> str:
    from datetime import UTC, datetime

    from nuanyang.engines.documents.render_docx import fields_of
    from nuanyang.foundation.documents import sheets
    from nuanyang.foundation.documents.kinds import KINDS

    parts = []
    for kind in sorted(KINDS.values(), key=lambda k: k.code):
        empty = sheets.blank(kind, organisation="", mark="", at=datetime(2026, 1, 1, tzinfo=UTC))
        rows = [(f"`{{{{ {name} }}}}`", label, in_english(label) if label != name else "") for name, label in fields_of(empty).items()]
        lead = (
            f"{in_english(kind.basis)}. {in_english(kind.source)}. Series {kind.series}; about a `{kind.subject}`; "
            f"issued by who holds `{kind.permission}` and `documents.issue`."
        )
        parts.append(f"## `{kind.code}` {kind.title} · {in_english(kind.title)}\n\n{lead}\n\n" + table(("Field", "中文", "English"), rows))
    return page(
        "Documents",
        "Every printed form and its fields, as an official template (docx) names them. A table is a list of rows: "
        "`{%tr for row in things %}` … `{{ row[0] }}` … `{%tr endfor %}`. Signers have a picture, a name and a time.",
        *parts,
    )


def urls() -> str:
    from nuanyang.doors.web.site_map import all_urls

    asks = {"public": "nothing", "account": "an account", "signed_in": "a role in force", "": "(refused)"}
    rows = (
        (f"`/{u.route}`", f"`{u.name}`", f"`{u.permission}`" if u.permission else asks[u.level])
        for u in sorted(all_urls(), key=lambda u: u.route)
    )
    return page(
        "Addresses",
        "Every page, and the permission it asks for. What somebody may not know of answers 404, what he may not do 403.",
        table(("Address", "Name", "Asks for"), rows),
    )


def commands() -> str:
    from nuanyang.doors.cli.registry import commands as all_commands

    rows = []
    for module in all_commands():
        english = module.HELP.split(" / ", 1)[-1]
        needs = [line for line in module.NEEDS.split("\n") if line.isascii() or not re.search(r"[\u4e00-\u9fff]", line)]
        rows.append((f"`{module.NAME}`", english, " ".join(needs)))
    return page(
        "Commands",
        "`./nuan COMMAND --help` lists the options. From an installed wheel the command is `nuanyang`.",
        table(("Command", "What it does", "Needs"), rows),
    )


def main() -> None:
    """Set Django up without a database and write the pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuanyang.config.settings")
    os.environ.setdefault("NUANYANG_MODE", "test")
    os.environ.setdefault("NUANYANG_SECRET_KEY", "for the reference alone")
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1/none")
    import django

    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = documents()
    for old in FOLDER.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
