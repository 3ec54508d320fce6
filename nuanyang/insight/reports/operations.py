"""Writes: an export, which the log keeps."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from nuanyang.engines.station_report import render_docx, render_pdf, render_xlsx
from nuanyang.engines.station_report.definitions import Lang
from nuanyang.foundation.audit.log import record
from nuanyang.foundation.audit.operation import operation
from nuanyang.insight.reports import events, queries
from nuanyang.insight.reports.queries import Period
from nuanyang.kernel.actor import Actor

Format = Literal["xlsx", "docx", "pdf"]
CONTENT_TYPES: dict[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_RENDERERS = {"xlsx": render_xlsx.render, "docx": render_docx.render, "pdf": render_pdf.render}


@operation(permission="reports.export", events=[events.EXPORTED])
def export_station_report(
    *, wanted: Period, format_: Format, lang: Lang, at: datetime, actor: Actor
) -> bytes:
    """The report as a file; the log keeps who took it, for which station and period."""
    report: dict[str, Any] = queries.station_report(wanted, lang)
    content = _RENDERERS[format_](report, lang, wanted.station.name)
    record(
        events.EXPORTED,
        root=("organisation", actor.organisation_id or wanted.station.pk),
        at=at,
        payload={
            "what": events.STATION_REPORT.stored(
                f"{wanted.station.code} {wanted.from_}…{wanted.to} {format_}"
            ),
            "rows": sum(len(t["rows"]) for t in report["tables"]),
        },
    )
    return content
