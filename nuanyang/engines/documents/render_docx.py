"""An official template (docx with ``{{ fields }}``) filled from a sheet."""

from __future__ import annotations

import io
from typing import Any

from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from .errors import CannotPrint
from .sheet import Section, Sheet, Statement, Table

#: Fields that every template may use beside those of its sheet.
COMMON = ("title", "organisation", "number", "basis")
#: Width of a signature in the text, in English Metric Units (3.2 cm).
_SIGNATURE_WIDTH = 1_152_000


def fields_of(sheet: Sheet) -> dict[str, str]:
    """What a template may ask for: name → label."""
    found = {name: name for name in COMMON}
    for block in sheet.blocks:
        if isinstance(block, Section):
            found |= {f.id: f.label for f in block.fields}
        else:
            found[block.id] = block.title
    for s in sheet.signatures:
        found |= {s.id: s.role, f"{s.id}_name": s.role, f"{s.id}_at": s.role}
    return found


def unknown_fields(template: bytes, sheet: Sheet) -> list[str]:
    """Names that the template asks for and the sheet does not have.

    :raises CannotPrint: when it is no docx, or its fields are written wrongly.
    """
    try:
        asked = _opened(template).get_undeclared_template_variables(_environment())
    except TemplateError as error:
        raise _misspelt(error) from error
    return sorted(set(asked) - set(fields_of(sheet)))


def render(sheet: Sheet, template: bytes) -> bytes:
    """The filled docx.

    :raises CannotPrint: no docx, wrongly written or unknown fields.
    """
    unknown = unknown_fields(template, sheet)
    if unknown:
        raise CannotPrint(
            f"模板里的这些字段这份文书没有：{'、'.join(unknown)}",
            f"This paper has no such fields as the template asks for: {', '.join(unknown)}",
        )
    document = _opened(template)
    try:
        document.render(_context(sheet, document), jinja_env=_environment())
    except TemplateError as error:
        raise _misspelt(error) from error
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _environment() -> SandboxedEnvironment:
    """A template is somebody's file: it may fill in and repeat, and reach nothing else."""
    return SandboxedEnvironment(autoescape=True)


def _opened(template: bytes) -> Any:
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
    except Exception as error:  # python-docx raises whatever the archive or its XML makes it stumble over
        raise CannotPrint("这不是可用的 docx 文件", "This is not a usable docx file") from error
    return document


def _misspelt(error: TemplateError) -> CannotPrint:
    said = getattr(error, "message", None) or str(error)
    return CannotPrint(f"模板里的字段写错了：{said}", f"A field in the template is written wrongly: {said}")


def _context(sheet: Sheet, document: Any) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(sheet, name) for name in COMMON}
    for block in sheet.blocks:
        if isinstance(block, Section):
            found |= {f.id: f.value for f in block.fields}
        elif isinstance(block, Table):
            found[block.id] = [list(row) for row in block.rows]
        elif isinstance(block, Statement):
            found[block.id] = "\n".join(block.paragraphs)
    for s in sheet.signatures:
        picture = InlineImage(document, io.BytesIO(s.image), width=_SIGNATURE_WIDTH) if s.image else s.note
        found |= {s.id: picture, f"{s.id}_name": s.name, f"{s.id}_at": s.signed_at}
    return found
