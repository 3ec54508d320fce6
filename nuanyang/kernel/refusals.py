"""Putting a refusal onto the form that was sent: one way for all pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nuanyang.kernel.errors import Refused


def refuse(form: Any, refusal: Refused, *, shown_at: Mapping[str, str] | None = None) -> None:
    """Mark the form (a Django form) as refused, at the refusal's field; what was typed stays.

    ``form.refusal`` is what the design system draws above the fields: what was refused, by which rule, and the
    lawful next step. ``shown_at``: form field by the operation's name of it, where the two differ.
    """
    field = (shown_at or {}).get(refusal.field or "", refusal.field)
    form.add_error(field if field in form.fields else None, str(refusal.message))
    form.refusal = refusal
