"""Documents: numbered without gaps, versions byte for byte, signed, void, official layouts first."""

from __future__ import annotations

import io

import docx
import pytest

from nuanyang.adapters import office
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.documents import operations, queries
from nuanyang.foundation.documents.models import DocumentVersion
from nuanyang.foundation.documents.operations import CannotIssue, CannotSign, CannotTake, Hand
from nuanyang.foundation.files import queries as files
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.errors import NotAllowed, NotVisible
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.particulars import Particulars

pytestmark = pytest.mark.django_db


def another(an, now, name="另一人"):
    return people.register(particulars=Particulars(name=name), at=now, actor=an)


def issue(actor, person, now):
    return operations.issue(kind="sample", subject_id=person.pk, at=now, actor=actor)


def bytes_of(version):
    return files.content_of(version.pdf or version.docx)


def test_the_first_has_number_one_and_its_bytes_stay(an, kind, person, now):
    made = issue(an, person, now)
    assert made.number == "试验〔2026〕0001号"
    with acting_as(an):
        [version] = queries.versions_of(made)
        first = bytes_of(version)
        assert first.startswith(b"%PDF-") and version.pdf.sha256 and not version.official
    people.correct(person_id=person.pk, changes={"display_name": "改了名"}, at=now, actor=an)
    operations.issue_again(document_id=made.pk, reason="姓名更正", at=now, actor=an)
    with acting_as(an):
        second, same = queries.versions_of(made)
        assert bytes_of(same) == first != bytes_of(second) and second.version == 2
        names = list(Event.objects.filter(person_id=person.pk, name__startswith="documents.").order_by("id").values_list("name", flat=True))
    assert names == ["documents.issued", "documents.issued_again"]


def test_numbers_run_without_gaps_per_organisation_and_a_failure_leaves_none(an, chen, kind, person, now):
    unprintable = another(an, now, "王\U000e0101")
    issue(an, person, now)
    with pytest.raises(CannotIssue) as refused:
        issue(an, unprintable, now)
    assert refused.value.code == "print" and "U+E0101" in str(refused.value.message)
    assert issue(an, another(an, now), now).number == "试验〔2026〕0002号"
    elsewhere = people.register(particulars=Particulars(name="别处"), at=now, actor=chen)
    assert issue(chen, elsewhere, now).number == "试验〔2026〕0001号"


def test_one_for_a_record_until_it_is_void(an, kind, person, now):
    made = issue(an, person, now)
    with pytest.raises(CannotIssue) as refused:
        issue(an, person, now)
    assert refused.value.data == {"document_id": made.pk}
    with pytest.raises(CannotIssue):
        operations.void(document_id=made.pk, reason=" ", at=now, actor=an)
    operations.void(document_id=made.pk, reason="写错了", at=now, actor=an)
    with pytest.raises(CannotIssue) as void:
        operations.issue_again(document_id=made.pk, reason="再来", at=now, actor=an)
    assert void.value.code == "void"
    assert issue(an, person, now).number == "试验〔2026〕0002号", "the number of a void one stays used"


def test_who_may(an, bo, chen, patrol, kind, person, now):
    with pytest.raises(NotAllowed):
        issue(patrol, person, now)
    with pytest.raises(NotVisible):
        issue(chen, person, now)
    made = issue(an, person, now)
    with acting_as(chen), pytest.raises(NotVisible):
        queries.get_document(document_id=made.pk)
    people.share_with(
        person_id=person.pk, organisation_id=chen.organisation_id, organisation_name="射水", reason="转送", at=now, actor=an
    )
    with acting_as(chen):
        assert queries.get_document(document_id=made.pk).number == made.number
    with pytest.raises(CannotIssue) as theirs:
        operations.void(document_id=made.pk, reason="不是我的", at=now, actor=chen)
    assert theirs.value.code == "theirs"
    with pytest.raises(NotVisible):
        operations.issue(kind="nothing", subject_id=person.pk, at=now, actor=an)


# ---- signatures ---------------------------------------------------------------------------------


def test_a_signature_is_a_new_version_that_shows_it(an, kind, person, now, drawn):
    made = issue(an, person, now)
    operations.sign(document_id=made.pk, signer="seeker", hand=Hand("screen", "䶮𠮷", image=drawn), at=now, actor=an)
    with acting_as(an):
        second, first = queries.versions_of(made)
        assert len(bytes_of(second)) > len(bytes_of(first)) and queries.reason_of(second) == "加上签名"
        seeker, officer = queries.signers_of(made)
        assert seeker.signature.name == "䶮𠮷" and seeker.signature.image_id and officer.signature is None
        assert files.files_of_person(person_id=person.pk) == [], "what belongs to documents is not among his files"


def test_on_paper_with_its_scan_or_refused_with_a_witness(an, kind, person, now, drawn):
    made = issue(an, person, now)
    operations.sign(
        document_id=made.pk, signer="seeker", hand=Hand("paper", "䶮𠮷", scan=drawn, scan_name="签字页.png"), at=now, actor=an
    )
    operations.sign(document_id=made.pk, signer="officer", hand=Hand("refused", "", witness="李见证"), at=now, actor=an)
    with acting_as(an):
        seeker, officer = queries.signers_of(made)
        assert seeker.signature.scan_id and officer.signature.witness == "李见证"
        assert queries.versions_of(made)[0].version == 3


@pytest.mark.parametrize(
    ("signer", "hand", "field"),
    [
        ("nobody", Hand("screen", "某人", image=b"x"), "signer"), ("seeker", Hand("screen", "某人"), "image"),
        ("seeker", Hand("paper", "某人"), "scan"), ("seeker", Hand("refused", ""), "witness"),
        ("seeker", Hand("unable", "", note="失明"), "witness"), ("seeker", Hand("other", "某人"), "manner"),
        ("seeker", Hand("paper", " ", scan=b"%PDF-1.4"), "name"),
    ],
)  # fmt: skip
def test_half_a_signature_is_none(an, kind, person, now, signer, hand, field):
    made = issue(an, person, now)
    with pytest.raises(CannotSign) as refused:
        operations.sign(document_id=made.pk, signer=signer, hand=hand, at=now, actor=an)
    assert refused.value.field == field
    with acting_as(an):
        assert DocumentVersion.objects.filter(document=made).count() == 1


# ---- official layouts ---------------------------------------------------------------------------


def test_an_official_layout_wins_also_from_above(an, chief, city, system, kind, person, now, template, monkeypatch):
    monkeypatch.setattr(office, "to_pdf", lambda content: None)
    operations.add_template(kind="sample", content=template("市局版 {{ name }}"), name="市局.docx", at=now, actor=city)
    made = issue(an, person, now)
    with acting_as(an):
        [version] = queries.versions_of(made)
        assert version.official and version.pdf is None
        assert docx.Document(io.BytesIO(bytes_of(version))).paragraphs[0].text == "市局版 䶮𠮷"
    own = operations.add_template(kind="sample", content=template("本站版 {{ number }}"), name="本站.docx", at=now, actor=chief)
    with acting_as(an):
        assert queries.template_for(kind="sample", organisation_id=an.organisation_id).pk == own.pk
    operations.end_template(template_id=own.pk, at=now, actor=chief)
    operations.end_template(template_id=own.pk, at=now, actor=chief)
    with acting_as(an):
        assert queries.template_for(kind="sample", organisation_id=an.organisation_id).name == "市局.docx"
    with pytest.raises(NotVisible):
        operations.end_template(template_id=own.pk, at=now, actor=city)


def test_where_the_office_program_is_the_pdf_comes_too(an, chief, kind, person, now, template, monkeypatch):
    monkeypatch.setattr(office, "to_pdf", lambda content: b"%PDF-1.7 from the office program")
    operations.add_template(kind="sample", content=template("{{ name }}"), name="x.docx", at=now, actor=chief)
    made = issue(an, person, now)
    with acting_as(an):
        [version] = queries.versions_of(made)
        assert version.docx_id and files.content_of(version.pdf).startswith(b"%PDF-1.7")


@pytest.mark.parametrize("content", [b"no docx", None])
def test_a_layout_that_does_not_fit_is_refused_at_the_door(chief, kind, now, template, content):
    with pytest.raises(CannotTake) as refused:
        operations.add_template(
            kind="sample", content=content or template("{{ shoe_size }}"), name="x.docx", at=now, actor=chief
        )
    assert refused.value.field == "file"


def test_without_the_office_program_there_is_no_pdf(monkeypatch):
    monkeypatch.setattr(office, "PROGRAMS", ("no-such-program",))
    assert office.available() is None and office.to_pdf(b"x") is None


def test_an_office_program_that_fails_is_no_error(monkeypatch):
    monkeypatch.setattr(office, "PROGRAMS", ("false",))
    assert office.to_pdf(b"x") is None
