"""What a printed form holds: labelled fields, tables, paragraphs, signatures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value. ``id`` is the name by which an official template asks for it (``{{ name }}``).

    ``span``: how many of the six columns the pair takes (2, 3, 4 or 6). An empty value prints as a line to
    write on.
    """

    id: str
    label: str
    value: str = ""
    span: int = 3


@dataclass(frozen=True, slots=True)
class Section:
    """Fields in a grid under a heading."""

    title: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column heads; ``id`` names the rows for a template (a list of lists of text).

    ``blank``: so many empty rows to fill in by hand when there are none.
    """

    id: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    blank: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """Paragraphs that are read out or signed."""

    id: str
    title: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs. ``image``: a PNG taken on the screen; empty: a line to sign on.

    ``note`` says what stands in place of a signature ("refused to sign, witnessed by …").
    """

    id: str
    role: str
    name: str = ""
    signed_at: str = ""
    image: bytes = b""
    note: str = ""


Block = Section | Table | Statement


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form ready to print.

    ``basis``: the rule it follows, under the title. ``mark``: printed across the head of every page ("not the
    official layout"); empty for none. ``foot``: at the foot of every page. ``code``: what the QR code holds.
    """

    title: str
    organisation: str
    number: str
    blocks: Sequence[Block]
    signatures: Sequence[Signature] = ()
    basis: str = ""
    mark: str = ""
    foot: str = ""
    code: str = ""
    lang: str = "zh"
    words: Mapping[str, str] = field(default_factory=dict)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every piece of text with where it stands, for finding characters that no font has."""
        yield from ((self.title, t) for t in (self.title, self.organisation, self.number, self.basis, self.mark, self.foot))
        for block in self.blocks:
            yield block.title, block.title
            if isinstance(block, Section):
                yield from ((f.label, t) for f in block.fields for t in (f.label, f.value))
            elif isinstance(block, Table):
                yield from ((block.title, t) for t in (*block.heads, *(c for row in block.rows for c in row)))
            else:
                yield from ((block.title, p) for p in block.paragraphs)
        for signature in self.signatures:
            yield from ((signature.role, t) for t in (signature.role, signature.name, signature.signed_at, signature.note))
