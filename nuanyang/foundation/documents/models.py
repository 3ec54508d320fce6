"""Documents as issued: numbered without gaps, versioned, each version's bytes kept."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.documents.choices import Manner
from nuanyang.foundation.files.models import StoredFile
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.records import Record, Scope


class DocumentSeries(models.Model):
    """The last running number of an organisation's series in a year; its row is held until the commit."""

    scope = Scope.system("running numbers, no content")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    series = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "series", "year", name="documents_series_once")]


class Document(Record):
    """One issued document; visible to whoever sees the root record under which its subject falls."""

    scope = Scope.via_root()
    history = ("voided_at", "void_reason")

    kind = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    root = models.CharField(max_length=40)
    root_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True, blank=True)
    series = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    running = models.IntegerField()
    number = models.CharField(_("文号"), max_length=60)
    issued_at = models.DateTimeField()
    issued_by_id = models.BigIntegerField(null=True)
    issued_by_name = models.CharField(max_length=60, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint("organisation", "series", "year", "running", name="documents_number_once")
        ]
        indexes = [
            models.Index("subject", "subject_id", name="documents_of_subject"),
            models.Index("root", "root_id", name="documents_of_root"),
            models.Index("person_id", condition=models.Q(person_id__isnull=False), name="documents_of_person"),
            models.Index("organisation", models.F("id").desc(), name="documents_latest"),
        ]


class DocumentVersion(Record):
    """The document at one moment, byte for byte. ``docx``: filled official template, where there is one."""

    scope = Scope.via("document")
    append_only = True

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    version = models.SmallIntegerField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    official = models.BooleanField()
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint("document", "version", name="documents_version_once"),
            models.CheckConstraint(
                condition=models.Q(pdf__isnull=False) | models.Q(docx__isnull=False), name="documents_version_has_bytes"
            ),
        ]


class DocumentSignature(Record):
    """Who signed, how and when; or that he did not, and who saw it. The latest per signer counts."""

    scope = Scope.via("document")
    append_only = True

    document = models.ForeignKey(Document, models.PROTECT, related_name="signatures")
    signer = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    manner = models.CharField(max_length=10, choices=Manner.choices)
    signed_at = models.DateTimeField()
    image = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    witness = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)


class DocumentTemplate(Record):
    """An official layout (docx with fields) of an organisation and those below it, until it is ended."""

    scope = Scope.public("an empty form says nothing about anybody")
    history = ("ended_at",)

    kind = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                "organisation", "kind", condition=models.Q(ended_at__isnull=True), name="documents_template_once"
            )
        ]
