"""Kinds of documents: each app declares its own, with what it says and who signs.

A kind knows how to build its sheet from the records of its root, and the empty form for a night without power
(``build(None)``). Numbering, versions, signatures and official templates are the same for all and live here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from nuanyang.engines.documents.sheet import Block

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs: ``id`` is the field name in official templates."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Content:
    """What an app puts on a document; ``names``: of signers, where they are known."""

    blocks: list[Block]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class About:
    """The root record under whose scope a document falls, its person, and whose business it is (None: whoever
    sees the record).
    """

    root: str
    root_id: int
    person_id: int | None
    organisation_id: int | None = None


#: From the id of the subject (None: the empty form) to what the document says.
Build = Callable[[int | None, datetime], Content]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind.

    ``series``: the word in its numbers (求登〔2026〕0012号). ``subject``: kind of record it is about; where that is
    no root record, ``about`` tells under whose scope it falls. ``basis``: the document that prescribes it, as printed. ``source``: where its fields come from and how sure that is, for the
    reference. ``once``: a second one for the same record is a new version of the first.
    """

    code: str
    title: Text
    series: str
    subject: str
    permission: str
    basis: Text
    source: Text
    build: Build
    signers: tuple[Signer, ...] = ()
    once: bool = True
    about: Callable[[int], About] | None = None
    #: Whether it is offered for this subject now; None: always.
    offered: Callable[[int], bool] | None = None
    #: Address of the page of its subject.
    address: Callable[[int], str] | None = None


KINDS: dict[str, DocumentKind] = {}


def declare(kind: DocumentKind) -> DocumentKind:
    """Add a kind.

    :raises ValueError: when another one has its code or its series.
    """
    for other in KINDS.values():
        if other.code == kind.code or other.series == kind.series:
            raise ValueError(f"document {kind.code}: {other.code} has the same code or series")
    KINDS[kind.code] = kind
    return kind


def title_of(code: Any) -> str:
    """The kind's title in the reader's language; the code of one that is gone."""
    kind = KINDS.get(str(code))
    return str(kind.title) if kind else str(code)

