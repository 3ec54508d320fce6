"""What messages say. They leave the house, so they say how many and where to look, never who.

A template may use ``%(count)s`` and ``%(link)s`` alone; a link is a plain path of ours. Both are
checked here, so that a careless caller cannot send a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

ALLOWED = frozenset({"count", "link"})
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
_PATH = re.compile(r"/[A-Za-z0-9/_@.-]{0,150}")

#: By code: the sentence. Codes are stored and told to gateways; they do not change.
TEMPLATES: dict[str, Promise | str] = {
    "due_today": _("今天有 %(count)s 件事到期"),
    "overdue": _("有 %(count)s 件事已经超期"),
    "handed_over": _("有 %(count)s 件事移交给您的机构"),
    "visits_due": _("有 %(count)s 次回访快到期"),
    "review_waiting": _("有 %(count)s 次紧急查阅等您复核"),
    "import_finished": _("台账导入完成，共 %(count)s 行"),
    "news": _("有 %(count)s 条新消息"),
}


class PersonalData(ValueError):
    """Something that could name a person was about to leave the house."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message ready to send: a subject line and the body with the link."""

    subject: str
    body: str


def check_template(template: str) -> None:
    """:raises PersonalData: when a template uses more than a count and a link."""
    unknown = set(_PLACEHOLDER.findall(template)) - ALLOWED
    if unknown:
        raise PersonalData(f"a message may not tell {sorted(unknown)}")


def check_parameters(link: str, count: int) -> None:
    """:raises PersonalData: for a link that is no plain path of ours, or a count that is no number."""
    if not _PATH.fullmatch(link) or link.startswith("//"):
        raise PersonalData(f"not a plain path: {link!r}")
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise PersonalData(f"not a count: {count!r}")


def sentence(code: str, count: int) -> str:
    """The sentence alone, in the language in force. :raises KeyError: unknown code."""
    template = str(TEMPLATES[code])
    check_template(template)
    return template % {"count": count, "link": ""}


def render(code: str, *, link: str, count: int, base_url: str, language: str) -> Text:
    """The message in the receiver's language.

    :raises KeyError: unknown code. :raises PersonalData: see above.
    """
    check_parameters(link, count)
    with override(language):
        said = sentence(code, count)
        body = gettext("【暖阳】%(text)s，详见 %(link)s") % {"text": said, "link": base_url.rstrip("/") + link}
        return Text(gettext("暖阳：%(text)s") % {"text": said}, body)
