"""Small words that all pages of people share."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from nuanyang.registry.people.choices import Alert
from nuanyang.registry.people.queries import PersonCard

#: Marks that are shown red: somebody may come to harm if they are missed.
AT_RISK = frozenset(
    {Alert.VIOLENCE, Alert.TRAFFICKED, Alert.ALLERGY, Alert.INFECTIOUS, Alert.SELF_HARM, Alert.MINOR}
)


def url(name: str, *arguments: Any) -> str:
    """The address of a page, or nothing where this installation has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def joined(*facts: object) -> str:
    """Facts beside each other, the empty ones left out."""
    return " · ".join(str(f) for f in facts if f)


def about(card: PersonCard) -> str:
    """Sex, age and home in one line."""
    return joined(card.sex_label if card.sex else "", card.age_text, card.home)


def chip(label: object, tone: str = "", icon: str = "", href: str = "", title: object = "") -> dict[str, Any]:
    """A short fact as the chip component takes it."""
    return {"label": str(label), "tone": tone, "icon": icon, "href": href, "title": str(title)}
