"""A printed form: rare characters or an error that names them, the same bytes again, official templates first."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nuanyang.engines.documents import fonts, render_docx, render_pdf
from nuanyang.engines.documents.errors import CannotPrint
from nuanyang.engines.documents.sheet import Field, Section, Sheet, Signature, Statement, Table


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (60, 20), (0, 0, 60, 255)).save(out, "PNG")
    return out.getvalue()


def sheet(name: str = "䶮𠮷㛃𬭎", **changes: object) -> Sheet:
    made = Sheet(
        title="求助登记表", organisation="临江市救助管理站", number="临救登〔2026〕0012号",
        blocks=[
            Section("求助人", [Field("name", "姓名", name, 2), Field("sex", "性别", "男", 2), Field("home", "户籍地", "", 6)]),
            Table("items", "随身物品", ["物品", "数量"], [["钱包", "1"], ["手机", "2"]]),
            Statement("words", "声明", ["本人自愿请求救助。"]),
        ],
        signatures=[
            Signature("seeker", "求助人", "柏春燕", "2026-11-23", picture()), Signature("officer", "经办人", note="在外出车"),
        ],
        basis="民发〔2014〕132号", mark="非官方版式", foot="暖阳", code="https://example.invalid/p/12",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def template(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(3, 2)
    table.rows[0].cells[0].text = "{%tr for row in items %}"
    table.rows[1].cells[0].text = "{{ row[0] }}"
    table.rows[1].cells[1].text = "{{ row[1] }}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# ---- PDF ----------------------------------------------------------------------------------------


def test_the_same_sheet_is_the_same_bytes_and_another_is_not():
    first = render_pdf.render(sheet())
    assert first.startswith(b"%PDF-") and first == render_pdf.render(sheet())
    assert first != render_pdf.render(sheet("䶮𠮷㛃"))


@pytest.mark.parametrize("name", ["䶮", "𠮷", "㛃", "𬭎", "阿卜杜热西提·买买提", "Ōno Kenzaburō", "李 明"])
def test_names_that_people_have_are_drawn(name):
    assert fonts.families_for([("姓名", name)])[0] in fonts.CHINESE


def test_a_character_that_no_font_has_is_named_with_its_place():
    with pytest.raises(CannotPrint) as refused:
        render_pdf.render(sheet("王\U000e0101五"))
    assert "姓名" in refused.value.zh and "U+E0101" in refused.value.zh and "U+E0101" in refused.value.said("en")


def test_a_character_of_another_script_takes_its_font_along_or_is_refused():
    """Never a box: either some installed font has it, and it is used, or the paper is not made."""
    try:
        chosen = fonts.families_for([("姓名", "བཀྲ་ཤིས")])
    except CannotPrint as refused:
        assert "U+0F" in refused.zh
    else:
        assert len(chosen) > 1


def test_without_a_chinese_font_nothing_is_printed(monkeypatch):
    monkeypatch.setattr(fonts, "_files", lambda: {"DejaVu Sans": ("x", 0)})
    with pytest.raises(CannotPrint, match="fonts-noto-cjk"):
        render_pdf.render(sheet())


def test_a_signature_is_a_picture():
    with pytest.raises(CannotPrint, match="求助人"):
        render_pdf.render(sheet(signatures=[Signature("seeker", "求助人", image=b"\xff\xd8 no png")]))


def test_text_is_text_and_never_markup():
    assert render_pdf.render(sheet('#panic("x") *a* _b_ $1 `c` <d> @e // \\ "'))


@given(st.lists(st.sampled_from([2, 3, 4, 6, 5, 0]), min_size=1, max_size=12))
def test_every_row_of_fields_is_full(spans):
    section = Section("", [Field(str(n), "x", span=s) for n, s in enumerate(spans)])
    found = render_pdf._spans(section)
    assert len(found) == len(spans) and all(s >= 2 for s in found)
    left = 6
    for span in found:
        assert span <= left
        left = left - span or 6
    assert left == 6


def test_an_empty_table_leaves_rows_to_write_in():
    block = render_pdf._block(Table("t", "服务", ["日期", "服务"], [], blank=3))
    assert block["rows"] == [["", ""]] * 3
    assert render_pdf.render(sheet(blocks=[Table("t", "服务", ["日期", "服务"], [], blank=3)]))


# ---- official template --------------------------------------------------------------------------


def test_a_template_is_filled_with_fields_rows_and_signatures():
    filled = render_docx.render(sheet(), template("姓名 {{ name }}，{{ number }}", "{{ seeker }} {{ seeker_name }}", "{{ officer }}"))
    document = docx.Document(io.BytesIO(filled))
    words = [p.text for p in document.paragraphs]
    assert words[0] == "姓名 䶮𠮷㛃𬭎，临救登〔2026〕0012号" and "柏春燕" in words[1] and words[2] == "在外出车"
    assert [[c.text for c in row.cells] for row in document.tables[0].rows] == [["钱包", "1"], ["手机", "2"]]
    assert len(document.inline_shapes) == 1


def test_a_field_that_the_paper_does_not_have_is_named():
    with pytest.raises(CannotPrint, match="shoe_size"):
        render_docx.render(sheet(), template("{{ shoe_size }}"))
    assert render_docx.unknown_fields(template("{{ name }} {{ height }}"), sheet()) == ["height"]


@pytest.mark.parametrize("line", ["{{ name }", "{{ ''.__class__.__mro__ }}", "{% for x in y"])
def test_a_template_that_is_written_wrongly_or_reaches_out_is_refused(line):
    with pytest.raises(CannotPrint):
        render_docx.render(sheet(), template(line))


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04 broken", b"%PDF-1.7"])
def test_what_is_no_docx_is_refused(junk):
    with pytest.raises(CannotPrint, match="docx"):
        render_docx.render(sheet(), junk)


def test_values_are_not_read_as_markup():
    filled = render_docx.render(sheet("<w:b/>&{{ x }}"), template("{{ name }}"))
    assert docx.Document(io.BytesIO(filled)).paragraphs[0].text == "<w:b/>&{{ x }}"
