"""Compile the English texts: python -m nuanyang.doors.cli.messages.

Every app keeps its own part file; together they make one catalogue.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[2] / "locale" / "en"


def merge(parts: list[Path]) -> tuple[polib.POFile, list[str]]:
    """One catalogue of all parts, and what is wrong with them: one text with two translations, an empty
    translation.
    """
    whole, findings = polib.POFile(), []
    whole.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    seen: dict[tuple[str | None, str], tuple[polib.POEntry, Path]] = {}
    for path in parts:
        for entry in polib.pofile(str(path), encoding="utf-8"):
            key = (entry.msgctxt, entry.msgid)
            if not entry.msgstr and not any(entry.msgstr_plural.values()):
                findings.append(f"{path.name}: {entry.msgid!r} has no translation")
            elif key not in seen:
                seen[key] = (entry, path)
                whole.append(entry)
            elif (entry.msgstr, entry.msgstr_plural) != (seen[key][0].msgstr, seen[key][0].msgstr_plural):
                findings.append(
                    f"{path.name}: {entry.msgid!r} is translated otherwise in {seen[key][1].name}"
                )
    return whole, findings


def main() -> int:
    """Write the compiled catalogue.

    What is wrong with the parts is told; of two translations the first is used.
    """
    whole, findings = merge(sorted((LOCALE / "parts").glob("*.po")))
    target = LOCALE / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    whole.save_as_mofile(str(target))
    for finding in findings:
        print(finding, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
