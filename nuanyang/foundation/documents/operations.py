"""Writes: issue, sign, make anew, void; official templates."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import connection, models
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from nuanyang.adapters import office
from nuanyang.engines.documents import render_docx, render_pdf
from nuanyang.engines.documents.errors import CannotPrint
from nuanyang.engines.documents.sheet import Sheet
from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.documents import events, queries, rules, sheets
from nuanyang.foundation.documents.choices import WITNESSED, Manner
from nuanyang.foundation.documents.kinds import About, DocumentKind
from nuanyang.foundation.documents.models import (
    Document,
    DocumentSeries,
    DocumentSignature,
    DocumentTemplate,
    DocumentVersion,
)
from nuanyang.foundation.documents.sheets import Signed
from nuanyang.foundation.files import operations as files
from nuanyang.foundation.files import queries as file_queries
from nuanyang.foundation.files.choices import FileKind
from nuanyang.foundation.files.models import StoredFile
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.records import root_models
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotAllowed, NotVisible, Refused

#: Forms prescribed by Chinese law are written in Chinese, whatever language the officer reads.
FORM_LANGUAGE = "zh-hans"
MAX_TEMPLATE = 5 * 1024 * 1024


class CannotIssue(Refused):
    """The document cannot be made, or is void."""


class CannotSign(Refused):
    """No such signer, no signature, no witness."""


class CannotTake(Refused):
    """The template is no docx, or asks for fields that the document does not have."""


# ---- issue --------------------------------------------------------------------------------------


@operation(permission="documents.issue", events=[events.ISSUED])
def issue(*, kind: str, subject_id: int, at: datetime, actor: Actor) -> Document:
    """Give the next number and make the first version.

    :raises CannotIssue: there is one already that is not void (``data["document_id"]``), or a character has no
        font. :raises NotAllowed: without the kind's own permission. :raises NotVisible: an unknown record.
    """
    wanted = queries.kind_of(kind)
    if not actor.may(wanted.permission):
        raise NotAllowed(wanted.permission)
    organisation = Organisation.objects.filter(pk=actor.organisation_id).first()
    if organisation is None:
        raise NotVisible("organisation")
    about = _about(wanted, subject_id)
    if about.organisation_id not in (None, organisation.pk):
        raise NotVisible(f"{wanted.subject} {subject_id}")  # seen, but another's to write about
    year = timezone.localtime(at).year
    # The counter's row is held from here on, so of two desks at once the second sees what the first issued.
    running = _next(organisation.pk, wanted.series, year)
    if wanted.once:
        there = Document.objects.filter(
            kind=kind, subject=wanted.subject, subject_id=subject_id, voided_at__isnull=True
        ).first()
        if there is not None:
            raise CannotIssue(
                _("已经开过：%(number)s") % {"number": there.number}, code="issued", data={"document_id": there.pk},
                hint=_("打开它重新打印，或者作废后再开"),
            )
    document = Document(
        kind=kind, organisation=organisation, subject=wanted.subject, subject_id=subject_id, root=about.root, root_id=about.root_id, person_id=about.person_id,
        series=wanted.series, year=year, running=running, number=rules.number_of(wanted.series, year, running),
        issued_at=at, issued_by_id=actor.user_id, issued_by_name=actor.name[:60],
    )
    document.save()
    _make(document, wanted, version=1, at=at, actor=actor, reason="")
    record(
        events.ISSUED, root=(about.root, about.root_id), person_id=about.person_id, at=at,
        payload={"kind": kind, "number": document.number},
    )
    return document


def _about(kind: DocumentKind, subject_id: int) -> About:
    if kind.about is not None:
        return kind.about(subject_id)
    root: models.Model | None = root_models()[kind.subject]._default_manager.filter(pk=subject_id).first()
    if root is None:
        raise NotVisible(f"{kind.subject} {subject_id}")
    person_id = root.pk if kind.subject == "person" else getattr(root, "person_id", None)
    return About(kind.subject, subject_id, person_id, getattr(root, "station_id", None))


def _next(organisation_id: int, series: str, year: int) -> int:
    """The next running number; its row is held until the commit, so that a failure leaves no gap."""
    table = DocumentSeries._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS counter (organisation_id, series, year, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (organisation_id, series, year) DO UPDATE SET last = counter.last + 1 RETURNING last",
            [organisation_id, series, year],
        )
        return int(cursor.fetchone()[0])


# ---- versions -----------------------------------------------------------------------------------


@operation(permission="documents.issue", events=[events.ISSUED_AGAIN])
def issue_again(*, document_id: int, reason: str, at: datetime, actor: Actor) -> DocumentVersion:
    """A new version with what the records say now; the old ones stay as they were.

    :raises CannotIssue: void, without a reason, or not printable.
    """
    document, kind = _open(document_id, actor)
    said = _reason(reason)
    version = _make(document, kind, version=_following(document), at=at, actor=actor, reason=said)
    record(
        events.ISSUED_AGAIN, root=(document.root, document.root_id), person_id=document.person_id, at=at,
        payload={"kind": kind.code, "number": document.number, "version": version.version, "reason": said},
    )
    return version


def _open(document_id: int, actor: Actor) -> tuple[Document, DocumentKind]:
    document: Document | None = Document.objects.select_for_update().filter(pk=document_id).first()
    if document is None:
        raise NotVisible(f"document {document_id}")
    kind = queries.kind_of(document.kind)
    if not actor.may(kind.permission):
        raise NotAllowed(kind.permission)
    if document.organisation_id != actor.organisation_id and actor.kind == "user":
        raise CannotIssue(_("这是%(who)s开的文书") % {"who": document.organisation.name}, code="theirs")
    if document.voided_at is not None:
        raise CannotIssue(_("这份文书已经作废"), code="void")
    return document, kind


def _following(document: Document) -> int:
    latest = DocumentVersion.objects.filter(document=document).aggregate(latest=models.Max("version"))["latest"]
    return int(latest or 0) + 1


def _reason(text: str) -> str:
    said = " ".join(text.split())[:300]
    if len(said) < 2:
        raise CannotIssue(_("请写明原因"), field="reason")
    return said


def _make(
    document: Document, kind: DocumentKind, *, version: int, at: datetime, actor: Actor, reason: str
) -> DocumentVersion:
    template = queries.template_for(kind=kind.code, organisation_id=document.organisation_id)
    with translation.override(FORM_LANGUAGE):
        sheet = _sheet(document, kind, at, official=template is not None)
    pdf, docx = _bytes(sheet, template)
    made = DocumentVersion(
        document=document, version=version, made_at=at, made_by_id=actor.user_id, reason=reason,
        official=template is not None, pdf=_keep(document, kind, pdf, "pdf", version, at, actor),
        docx=_keep(document, kind, docx, "docx", version, at, actor),
    )
    made.save()
    return made


def _sheet(document: Document, kind: DocumentKind, at: datetime, *, official: bool) -> Sheet:
    signed = [
        Signed(
            signer=s.signer, name=s.name, at=timezone.localtime(s.signed_at).strftime("%Y-%m-%d %H:%M"),
            image=file_queries.content_of(s.image) if s.image is not None else b"", note=_signature_note(s),
        )
        for s in queries.signatures_of(document).values()
    ]
    return sheets.compose(
        kind, kind.build(document.subject_id, at), organisation=document.organisation.name, number=document.number,
        mark="" if official else not_official(), signed=signed,
        foot=_("%(who)s %(when)s 开具") % {"who": document.issued_by_name, "when": _minute(document.issued_at)},
    )


def not_official() -> str:
    """What stands across the head of our own layouts."""
    return str(_("非官方版式：正式使用前请核对民政部门印发的格式"))


def _minute(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _signature_note(signature: DocumentSignature) -> str:
    if signature.manner == Manner.SCREEN:
        return ""
    words = [str(Manner(signature.manner).label)]
    if signature.witness:
        words.append(_("见证人：%(name)s") % {"name": signature.witness})
    return _("，").join([*words, *([signature.note] if signature.note else [])])


def _bytes(sheet: Sheet, template: DocumentTemplate | None) -> tuple[bytes | None, bytes | None]:
    """PDF and docx; with an official template the docx, and PDF where the machine can make it."""
    try:
        if template is None:
            return render_pdf.render(sheet), None
        docx = render_docx.render(sheet, bytes(template.content))
        return office.to_pdf(docx), docx
    except CannotPrint as error:
        raise CannotIssue(error.said("en" if (translation.get_language() or "").startswith("en") else "zh"), code="print") from error


def _keep(
    document: Document, kind: DocumentKind, content: bytes | None, ending: str, version: int, at: datetime, actor: Actor
) -> StoredFile | None:
    if content is None:
        return None
    with translation.override(FORM_LANGUAGE):
        name = f"{kind.title} {document.number} v{version}.{ending}"
    return files.store(
        kind=FileKind.ISSUED, root=document.root, root_id=document.root_id, person_id=document.person_id,
        content=content, name=name, at=at, actor=actor,
    )


# ---- sign and void ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hand:
    """How somebody signed: ``image`` a PNG drawn on the screen, ``scan`` the signed paper."""

    manner: str
    name: str
    image: bytes = b""
    scan: bytes = b""
    scan_name: str = ""
    witness: str = ""
    note: str = ""


@operation(permission="documents.issue", events=[events.SIGNED])
def sign(*, document_id: int, signer: str, hand: Hand, at: datetime, actor: Actor) -> DocumentSignature:
    """Add a signature, and make the version that shows it.

    :raises CannotSign: an unknown signer; nothing drawn or scanned; a refusal without a witness.
    """
    document, kind = _open(document_id, actor)
    _check_hand(kind, signer, hand)
    image = scan = None
    about: dict[str, Any] = {
        "root": document.root, "root_id": document.root_id, "person_id": document.person_id, "at": at, "actor": actor
    }  # fmt: skip
    if hand.manner == Manner.SCREEN:
        image = files.store(kind=FileKind.SIGNATURE, content=hand.image, name=f"{signer}.png", **about)
    elif hand.scan:
        scan = files.store(kind=FileKind.SCAN, content=hand.scan, name=hand.scan_name or f"{document.number}.pdf", **about)
    signature = DocumentSignature(
        document=document, signer=signer, name=" ".join(hand.name.split())[:80], manner=hand.manner, signed_at=at,
        image=image, witness=" ".join(hand.witness.split())[:80], note=" ".join(hand.note.split())[:200], scan=scan,
    )
    signature.save()
    _make(document, kind, version=_following(document), at=at, actor=actor, reason=events.SIGNATURE_ADDED.stored())
    record(
        events.SIGNED, root=(document.root, document.root_id), person_id=document.person_id, at=at,
        payload={"kind": kind.code, "number": document.number, "manner": hand.manner, "signer": signer},
    )
    return signature


def _check_hand(kind: DocumentKind, signer: str, hand: Hand) -> None:
    if signer not in {s.id for s in kind.signers}:
        raise CannotSign(_("这份文书没有这个签名人"), field="signer")
    if hand.manner not in Manner.values:
        raise CannotSign(_("请选择怎样签名"), field="manner")
    if hand.manner == Manner.SCREEN and not hand.image:
        raise CannotSign(_("请先在框里签名"), field="image")
    if hand.manner == Manner.PAPER and not hand.scan:
        raise CannotSign(_("请上传签好名的纸的照片或扫描件"), field="scan")
    if hand.manner in WITNESSED and not hand.witness.strip():
        raise CannotSign(_("没有签名的，请写见证人"), field="witness")
    if not hand.name.strip() and hand.manner not in WITNESSED:
        raise CannotSign(_("请写签名人的姓名"), field="name")


@operation(permission="documents.issue", events=[events.VOIDED])
def void(*, document_id: int, reason: str, at: datetime, actor: Actor) -> Document:
    """Declare a document void; its number stays used and its versions stay readable.

    :raises CannotIssue: void already, another organisation's, without a reason.
    """
    document, kind = _open(document_id, actor)
    said = _reason(reason)
    document.voided_at, document.void_reason = at, said
    document.save(update_fields=["voided_at", "void_reason"])
    record(
        events.VOIDED, root=(document.root, document.root_id), person_id=document.person_id, at=at,
        payload={"kind": kind.code, "number": document.number, "reason": said},
    )
    return document


# ---- official templates -------------------------------------------------------------------------


@operation(permission="documents.templates", events=[events.TEMPLATE_ADDED])
def add_template(*, kind: str, content: bytes, name: str, at: datetime, actor: Actor) -> DocumentTemplate:
    """Take an official layout into force for the actor's organisation and those below it; the former one ends.

    :raises CannotTake: too large, no docx, unknown or misspelt fields.
    """
    wanted = queries.kind_of(kind)
    if len(content) > MAX_TEMPLATE:
        raise CannotTake(_("模板太大，最多 5 MB"), field="file")
    _check_template(wanted, content, at)
    assert actor.organisation_id is not None
    for former in DocumentTemplate.objects.filter(organisation_id=actor.organisation_id, kind=kind, ended_at__isnull=True):
        former.ended_at = at
        former.save(update_fields=["ended_at"])
    made = DocumentTemplate(
        kind=kind, organisation_id=actor.organisation_id, name=name.strip()[:120] or f"{kind}.docx", content=content,
        sha256=hashlib.sha256(content).hexdigest(), uploaded_at=at, uploaded_by_id=actor.user_id,
    )
    made.save()
    record(events.TEMPLATE_ADDED, root=("organisation", actor.organisation_id), at=at, payload={"kind": kind})
    return made


def _check_template(kind: DocumentKind, content: bytes, at: datetime) -> None:
    """Try it on the empty form, so that a mistake shows now and not at night."""
    language = "en" if (translation.get_language() or "").startswith("en") else "zh"
    with translation.override(FORM_LANGUAGE):
        empty = sheets.blank(kind, organisation="", mark="", at=at)
    try:
        render_docx.render(empty, content)
    except CannotPrint as error:
        raise CannotTake(error.said(language), field="file", hint=_("字段名见“字段表”")) from error


@operation(permission="documents.templates", events=[events.TEMPLATE_ENDED])
def end_template(*, template_id: int, at: datetime, actor: Actor) -> DocumentTemplate:
    """Take an official layout out of force; documents already issued stay as they are.

    :raises NotVisible: another organisation's.
    """
    found = DocumentTemplate.objects.filter(pk=template_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible(f"template {template_id}")
    template = cast(DocumentTemplate, found)
    if template.ended_at is not None:
        nothing_happened()
        return template
    template.ended_at = at
    template.save(update_fields=["ended_at"])
    record(events.TEMPLATE_ENDED, root=("organisation", actor.organisation_id or 0), at=at, payload={"kind": template.kind})
    return template
