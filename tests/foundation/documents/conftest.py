"""A kind of document about a person, as an app would declare one."""

from __future__ import annotations

import io

import docx
import pytest
from PIL import Image, ImageDraw

from nuanyang.engines.documents.sheet import Field, Section
from nuanyang.foundation.documents import kinds
from nuanyang.foundation.documents.kinds import Content, DocumentKind, Signer
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import queries as people_queries
from nuanyang.registry.people.particulars import Particulars


def built(person_id, at):
    name = people_queries.get_person(person_id=person_id).display_name if person_id is not None else ""
    return Content(
        [Section("本人", [Field("name", "姓名", name), Field("written", "日期", at.strftime("%Y-%m-%d"))])], {"seeker": name}
    )


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.setattr(kinds, "KINDS", kinds.KINDS)
    made = DocumentKind(
        code="sample", title="试验表", series="试验", subject="person", permission="people.edit", basis="试验依据", source="试验",
        build=built, signers=(Signer("seeker", "求助人"), Signer("officer", "经办人")),
    )
    monkeypatch.setitem(kinds.KINDS, "sample", made)
    return made


@pytest.fixture
def person(an, now):
    return people.register(particulars=Particulars(name="䶮𠮷", sex=1), at=now, actor=an)


@pytest.fixture
def drawn():
    image = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(10, 80), (150, 20), (290, 70)], fill=(16, 29, 63, 255), width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def template():
    def made(*lines):
        document = docx.Document()
        for line in lines:
            document.add_paragraph(line)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return made
