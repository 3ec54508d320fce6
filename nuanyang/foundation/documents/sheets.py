"""From a kind's content to the sheet that is printed: number, marks, signatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from nuanyang.engines.documents.sheet import Sheet, Signature
from nuanyang.foundation.documents.kinds import Content, DocumentKind


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature as it will be printed."""

    signer: str
    name: str
    at: str
    image: bytes = b""
    note: str = ""


def compose(
    kind: DocumentKind,
    content: Content,
    *,
    organisation: str,
    number: str,
    mark: str,
    signed: Iterable[Signed] = (),
    foot: str = "",
    code: str = "",
) -> Sheet:
    """The whole sheet; who has not signed yet has a line to sign on."""
    by_signer: Mapping[str, Signed] = {s.signer: s for s in signed}
    signatures = []
    for signer in kind.signers:
        done = by_signer.get(signer.id)
        signatures.append(
            Signature(signer.id, str(signer.label), done.name, done.at, done.image, done.note) if done
            else Signature(signer.id, str(signer.label), content.names.get(signer.id, ""))
        )  # fmt: skip
    return Sheet(
        title=str(kind.title), organisation=organisation, number=number, blocks=content.blocks,
        signatures=signatures, basis=str(kind.basis), mark=mark, foot=foot, code=code,
    )  # fmt: skip


def blank(kind: DocumentKind, *, organisation: str, mark: str, at: datetime) -> Sheet:
    """The empty form, to be written on by hand."""
    return compose(kind, kind.build(None, at), organisation=organisation, number="", mark=mark)
