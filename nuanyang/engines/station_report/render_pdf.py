"""The station report as a tagged PDF, set by Typst with the Noto CJK fonts. A missing font is an error, not a page of boxes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import typst

from .definitions import WORDS, Lang
from .printing import page_of

#: One of these families must be installed.
FONTS = ("Noto Sans CJK SC", "Noto Serif CJK SC")

_TEMPLATE = """
#let page-data = json(bytes(sys.inputs.page))
#let words = page-data.words
#set document(title: page-data.title, date: none)
#set page(paper: "a4", margin: (x: 1.8cm, y: 2cm), numbering: "1 / 1")
#set text(font: sys.inputs.font, size: 9.5pt, lang: sys.inputs.lang, region: sys.inputs.region)
#let accent = rgb("#b5541c")
#show heading.where(level: 1): set text(size: 17pt)
#show heading.where(level: 2): set text(size: 11.5pt)
#show heading.where(level: 2): set block(above: 1.4em, below: .7em)
= #page-data.title
#for head in page-data.heads [#strong(head.at(0)): #head.at(1) #linebreak()]
#let bar(value, most) = if most > 0 and value > 0 {
  rect(width: calc.max(1.5%, value / most * 100%), height: 7pt, fill: accent, stroke: none)
}
#for table-data in page-data.blocks {
  let most = calc.max(0, ..table-data.lines.map(line => line.value))
  block(breakable: false, width: 100%, {
  heading(level: 2, table-data.title)
  table(
    columns: (3.6cm, 1.5cm, 1.5cm, 3.6cm, 1fr),
    align: (left + horizon, right + horizon, right + horizon, left + horizon, left + horizon),
    stroke: .4pt + luma(180),
    fill: (_, y) => if y == 0 { rgb("#f3e4da") },
    table.header(..(words.item, words.value, words.share, words.chart, words.definition).map(strong)),
    ..table-data.lines.map(line => (
      [#line.label],
      [#line.value],
      if line.share == none [] else [#calc.round(line.share * 100, digits: 1)%],
      if table-data.chart { bar(line.value, most) } else [],
      text(size: 8pt, line.definition),
    )).flatten(),
    strong(words.total), strong[#table-data.total], [], [], [],
    ..if table-data.unexplained > 0 { (words.unexplained, [#table-data.unexplained], [], [], []) } else { () },
  )
  if table-data.note != "" { text(size: 8pt, style: "italic", table-data.note) }
  })
}
"""


class CannotPrint(RuntimeError):
    """The page cannot be set: a font is missing or the page setter complains."""


def render(report: Mapping[str, Any], lang: Lang = "zh", station_name: str = "") -> bytes:
    """The PDF of a report in its public shape.

    :raises CannotPrint: when no Noto CJK font is installed or Typst warns of anything.
    """
    page = asdict(page_of(report, lang, station_name))
    page["words"] = {name: text.of(lang) for name, text in WORDS.items()}
    inputs = {
        "page": json.dumps(page, ensure_ascii=False),
        "font": _font(),
        "lang": lang,
        "region": "cn" if lang == "zh" else "gb",
    }
    try:
        pdf, warnings = typst.compile_with_warnings(_TEMPLATE.encode(), format="pdf", sys_inputs=inputs)
    except typst.TypstError as error:
        raise CannotPrint(str(error)) from error
    if warnings:
        raise CannotPrint("; ".join(str(warning) for warning in warnings))
    return bytes(pdf)


def _font() -> str:
    installed = set(typst.Fonts().families())
    for family in FONTS:
        if family in installed:
            return family
    raise CannotPrint("没有安装 Noto CJK 字体（Debian：fonts-noto-cjk） / no Noto CJK font (Debian: fonts-noto-cjk)")
