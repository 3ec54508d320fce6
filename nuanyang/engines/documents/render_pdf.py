"""A sheet as a PDF on A4, black on white, the same sheet as the same bytes."""

from __future__ import annotations

import io
import json
from typing import Any

import segno
import typst

from .errors import CannotPrint
from .fonts import families_for
from .sheet import Block, Section, Sheet, Signature, Table

_TEMPLATE = """
#let d = json(bytes(sys.inputs.sheet))
#set document(title: d.title, date: none)
#set text(font: d.fonts, size: 10pt, lang: d.lang, region: d.region, fallback: false)
#let grey = luma(90)
#let line-colour = luma(110)
#set page(paper: "a4", margin: (x: 1.8cm, top: 2.1cm, bottom: 1.9cm),
  header: if d.mark != "" { align(center, text(size: 8pt, fill: grey, d.mark)) },
  footer: context { set text(size: 8pt, fill: grey)
    grid(columns: (1fr, auto), d.foot, [#d.number　#counter(page).display("1 / 1", both: true)]) })
#let lines(s) = s.split("\\n").join(linebreak())
#grid(columns: (4cm, 1fr, 4cm), column-gutter: 8pt,
  d.organisation,
  align(center, { text(size: 17pt, weight: "bold", d.title)
    if d.basis != "" { linebreak(); text(size: 8pt, fill: grey, d.basis) } }),
  align(right, { if d.number != "" { strong(d.number) }
    if d.qr != "" { linebreak(); image(bytes(d.qr), height: 1.5cm) } }))
#let pair(f) = (
  grid.cell(colspan: 1, fill: luma(244), inset: 6pt, text(size: 8.5pt, f.label)),
  grid.cell(colspan: f.span - 1, inset: 6pt, if f.value == "" { v(9pt) } else { lines(f.value) }))
#for block in d.blocks {
  if block.title != "" { block-title(block.title) }
  if block.kind == "section" {
    grid(columns: (2.5cm, 1fr, 2.5cm, 1fr, 2.5cm, 1fr).slice(0, 6), stroke: .5pt + line-colour,
      ..block.fields.map(pair).flatten())
  } else if block.kind == "table" {
    table(columns: block.widths.map(w => w * 1fr), stroke: .5pt + line-colour, inset: 5pt,
      table.header(..block.heads.map(h => table.cell(fill: luma(244), text(size: 8.5pt, h)))),
      ..block.rows.flatten().map(c => if c == "" { v(9pt) } else { lines(c) }))
  } else {
    set par(justify: true, first-line-indent: (amount: 2em, all: true))
    for p in block.paragraphs { par(lines(p)) }
  }
}
#let sign(s) = block(breakable: false, width: 100%, {
  text(size: 8.5pt, fill: grey, s.role)
  v(-4pt)
  box(width: 100%, height: 1.5cm, inset: (bottom: 3pt), stroke: (bottom: .6pt + black), align(left + bottom, {
    if s.image.len() > 0 { image(bytes(s.image), height: 1.35cm, fit: "contain") } else if s.note != "" { text(size: 9pt, s.note) } }))
  v(-6pt)
  text(size: 8.5pt, [#s.name　#s.signed_at])
})
#if d.signatures.len() > 0 {
  v(6pt)
  grid(columns: (1fr,) * calc.min(3, d.signatures.len()), gutter: 14pt, ..d.signatures.map(sign))
}
"""
_TITLE = '#let block-title(t) = block(above: 11pt, below: 5pt, text(size: 10.5pt, weight: "bold", t))\n'
#: A grid of six columns, label and value by turns; wider pairs span more.
_SPANS = (2, 3, 4, 6)


def render(sheet: Sheet) -> bytes:
    """The PDF.

    :raises CannotPrint: a character or font is missing, a signature is no picture, or Typst warns of anything.
    """
    data = _data(sheet)
    try:
        pdf, warnings = typst.compile_with_warnings(
            (_TITLE + _TEMPLATE).encode(), format="pdf", sys_inputs={"sheet": json.dumps(data, ensure_ascii=False)}
        )
    except (typst.TypstError, RuntimeError) as error:
        raise CannotPrint(f"排版出错：{error}", f"The page cannot be set: {error}") from error
    if warnings:
        said = "; ".join(str(w) for w in warnings)
        raise CannotPrint(f"排版出错：{said}", f"The page cannot be set: {said}")
    return bytes(pdf)


def _data(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": sheet.title, "organisation": sheet.organisation, "number": sheet.number, "basis": sheet.basis,
        "mark": sheet.mark, "foot": sheet.foot, "lang": sheet.lang, "region": "cn" if sheet.lang == "zh" else "gb",
        "fonts": families_for(sheet.texts()), "qr": _code(sheet.code),
        "blocks": [_block(b) for b in sheet.blocks], "signatures": [_signature(s) for s in sheet.signatures],
    }  # fmt: skip


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Section):
        fields = [{"label": f.label, "value": f.value, "span": s} for f, s in zip(block.fields, _spans(block), strict=True)]
        return {"kind": "section", "title": block.title, "fields": fields}
    if isinstance(block, Table):
        rows = [list(r) for r in block.rows] or [[""] * len(block.heads)] * block.blank
        return {
            "kind": "table", "title": block.title, "heads": list(block.heads), "rows": rows,
            "widths": _widths(block),
        }  # fmt: skip
    return {"kind": "statement", "title": block.title, "paragraphs": list(block.paragraphs)}


def _spans(section: Section) -> list[int]:
    """Spans of the fields in order; the last of each row is widened, so that every row fills the six columns.

    A pair is a label and a value, so it begins at an even column: spans are even or fill the row.
    """
    spans: list[int] = []
    left = 6
    for field in section.fields:
        wanted = {2: 2, 3: 2, 4: 4}.get(field.span, 6)
        if wanted > left:
            spans[-1] += left
            left = 6
        spans.append(wanted)
        left -= wanted
        if left == 0:
            left = 6
    if spans and left != 6:
        spans[-1] += left
    return spans


def _widths(table: Table) -> list[int]:
    """Relative widths by the longest text of each column, within 1 to 4."""
    found = []
    for at, head in enumerate(table.heads):
        longest = max([_wide(head), *(_wide(row[at]) for row in table.rows if at < len(row))])
        found.append(max(1, min(4, round(longest / 6))))
    return found


def _wide(text: str) -> int:
    """Width of the longest line, a Chinese character as two."""
    return max(sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text.split("\n"))


def _signature(signature: Signature) -> dict[str, Any]:
    if signature.image and not signature.image.startswith(b"\x89PNG\r\n\x1a\n"):
        raise CannotPrint(
            f"“{signature.role}”的签名不是 PNG 图片", f"The signature of “{signature.role}” is not a PNG picture"
        )
    return {
        "role": signature.role, "name": signature.name, "signed_at": signature.signed_at, "note": signature.note,
        "image": list(signature.image),
    }  # fmt: skip


def _code(text: str) -> str:
    """The QR code as SVG text, empty for none."""
    if not text:
        return ""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
