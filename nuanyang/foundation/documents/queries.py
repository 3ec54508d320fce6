"""Reads of documents, in the scope of the record they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from nuanyang.foundation.audit.phrases import said
from nuanyang.foundation.documents.kinds import KINDS, DocumentKind, Signer
from nuanyang.foundation.documents.kinds import title_of as title_of
from nuanyang.foundation.documents.models import Document, DocumentSignature, DocumentTemplate, DocumentVersion
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.records import root_models
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible

#: How far up the tree an official layout is looked for.
LEVELS = 8


def kind_of(code: str) -> DocumentKind:
    """:raises NotVisible: no such kind."""
    found = KINDS.get(code)
    if found is None:
        raise NotVisible(f"document kind {code}")
    return found


def get_document(*, document_id: int) -> Document:
    """:raises NotVisible: none for this actor."""
    found: Document | None = Document.objects.filter(pk=document_id).select_related("organisation").first()
    if found is None:
        raise NotVisible(f"document {document_id}")
    return found


@dataclass(frozen=True, slots=True)
class IssuedPage:
    """Some documents, latest first, and the id before which there are more."""

    documents: list[Document]
    older: int | None


def owner_of(document: Document) -> models.Model | None:
    """The person whom the document is about, else the record it belongs to."""
    known = root_models()
    kind, owner_id = ("person", document.person_id) if document.person_id is not None else (document.root, document.root_id)
    return known[kind]._default_manager.filter(pk=owner_id).first() if kind in known else None


def closed_to(document: Document, *, actor: Actor) -> bool:
    """Whether the reader learns that there is a document and not what it says: it prints names and the whole
    identity number, so it opens at the organisation that issued it, for who may issue documents.
    """
    return document.organisation_id != actor.organisation_id or not actor.may("documents.issue")


def issued_by(*, organisation_id: int | None, before: int | None = None, size: int = 50) -> IssuedPage:
    """What an organisation issued about records in sight; one query."""
    query = Document.objects.filter(organisation_id=organisation_id)
    if before is not None:
        query = query.filter(pk__lt=before)
    found = list(query.order_by("-id")[: size + 1])
    return IssuedPage(found[:size], found[size - 1].pk if len(found) > size else None)


def versions_of(document: Document) -> list[DocumentVersion]:
    """Latest first."""
    return list(DocumentVersion.objects.filter(document=document).order_by("-version"))


def signatures_of(document: Document) -> dict[str, DocumentSignature]:
    """The signature in force per signer: the latest."""
    found = DocumentSignature.objects.filter(document=document).select_related("image").order_by("id")
    return {s.signer: s for s in found}


@dataclass(frozen=True, slots=True)
class SignerLine:
    """Who is to sign a document, and the signature if there is one."""

    signer: Signer
    signature: DocumentSignature | None


def signers_of(document: Document) -> list[SignerLine]:
    """Signers in the order of the form; one query."""
    done = signatures_of(document)
    return [SignerLine(s, done.get(s.id)) for s in kind_of(document.kind).signers]


def signer_of(document: Document, signer: str) -> SignerLine:
    """:raises NotVisible: the document has no such signer."""
    for line in signers_of(document):
        if line.signer.id == signer:
            return line
    raise NotVisible(f"signer {signer}")


def expected_name(document: Document, signer: str, at: datetime) -> str:
    """Who should sign, as far as the records tell."""
    return kind_of(document.kind).build(document.subject_id, at).names.get(signer, "")


def reason_of(version: DocumentVersion) -> str:
    """Why this version was made, in the reader's language."""
    return str(said(version.reason))


def address_of(document: Document) -> str:
    """The page of the record the document is about; empty where its kind names none."""
    address = kind_of(document.kind).address
    return address(document.subject_id) if address is not None else ""


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """A kind of document about a record: those issued (latest first), and whether one may be issued now."""

    kind: DocumentKind
    issued: list[Document]
    may_issue: bool


def shelf(*, subject: str, subject_id: int, actor: Actor, codes: Iterable[str] | None = None) -> list[ShelfLine]:
    """All kinds about this record in their declared order (or those of ``codes``); one query."""
    by_kind: dict[str, list[Document]] = {}
    for document in Document.objects.filter(subject=subject, subject_id=subject_id).order_by("-id"):
        by_kind.setdefault(document.kind, []).append(document)
    wanted = [KINDS[c] for c in codes] if codes is not None else [k for k in KINDS.values() if k.subject == subject]
    lines = (ShelfLine(k, by_kind.get(k.code, []), _may(k, by_kind.get(k.code, []), actor)) for k in wanted)
    return [s for s in lines if s.issued or s.kind.offered is None or s.kind.offered(subject_id)]


def _may(kind: DocumentKind, issued: list[Document], actor: Actor) -> bool:
    if not (actor.may(kind.permission) and actor.may("documents.issue")):
        return False
    return not kind.once or not any(d.voided_at is None for d in issued)


def template_for(*, kind: str, organisation_id: int) -> DocumentTemplate | None:
    """The official layout in force: the organisation's own, else the nearest above it; at most ``LEVELS`` + 1 queries,
    two where there is none at all.
    """
    in_force = DocumentTemplate.objects.filter(kind=kind, ended_at__isnull=True)
    if not in_force.exists():
        return None
    chain: list[int] = []
    at: int | None = organisation_id
    while at is not None and len(chain) < LEVELS:
        chain.append(at)
        at = Organisation.objects.filter(pk=at).values_list("parent_id", flat=True).first()
    found = {t.organisation_id: t for t in in_force.filter(organisation_id__in=chain).order_by("id")}
    return next((found[o] for o in chain if o in found), None)


def templates_of(*, organisation_id: int) -> dict[str, DocumentTemplate]:
    """An organisation's own layouts in force, by kind; without their bytes."""
    found = DocumentTemplate.objects.filter(organisation_id=organisation_id, ended_at__isnull=True)
    return {t.kind: t for t in found.defer("content").order_by("id")}
