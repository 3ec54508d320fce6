"""Import a ledger in the browser: upload, look, choose, watch, take the marked copy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanyang.engines.ledger.marking import mark_errors
from nuanyang.engines.ledger.model import NotAWorkbook
from nuanyang.foundation.access.declared import access
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.secrets.crypto import decrypt_bytes
from nuanyang.journey.take_in.ledger import jobs, operations, queries, reading
from nuanyang.journey.take_in.ledger.choices import BatchState
from nuanyang.journey.take_in.ledger.forms import ChooseForm, UploadForm
from nuanyang.journey.take_in.ledger.models import ImportBatch
from nuanyang.journey.take_in.ledger.reading import KeyedRow, Reading
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import Refused

SHOWN = 100


def _station(request: HttpRequest) -> Organisation:
    found: Organisation = Organisation.objects.get(pk=request.actor.organisation_id)  # type: ignore[attr-defined]
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@access("ledger.import")
def index(request: HttpRequest) -> HttpResponse:
    """Upload a ledger; earlier imports below."""
    station = _station(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content, now = file.read(), timezone.now()
        try:
            read = reading.read(content, station=station, today=local_date(now))
            batch = operations.upload(
                station_id=station.pk, file_name=file.name, content=content, rows=len(read.rows), at=now,
                actor=request.actor,  # type: ignore[attr-defined]
            )
            return redirect("ledger:batch", batch.pk)
        except NotAWorkbook as error:
            form.add_error("file", error.message.text(_lang()))
        except Refused as error:
            form.add_error(None, str(error.message))
    context = {"form": form, "batches": queries.list_batches(station_id=station.pk)}
    return render(request, "ledger/index.html", context, status=422 if form.errors else 200)


def _lang() -> Any:
    return "en" if get_language() == "en" else "zh"


def _content(batch: ImportBatch) -> bytes:
    return decrypt_bytes(bytes(batch.content), purpose=operations.CONTENT)


def _read(batch: ImportBatch, content: bytes) -> Reading:
    return reading.read(content, station=batch.station, today=local_date(timezone.now()))


@require_safe
@access("ledger.import")
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What the file holds before it comes in; its progress; its result."""
    found = queries.get_batch(batch_id=batch_id)
    if request.headers.get("HX-Request"):
        return render(request, "ledger/progress.html", _progress(found))
    return render(request, "ledger/batch.html", _batch_context(found))


def _batch_context(found: ImportBatch, form: ChooseForm | None = None) -> dict[str, Any]:
    read = _read(found, _content(found))
    present = queries.keys_present(station_id=found.station_id, keys=[r.key for r in read.rows])
    doubtful = [r for r in read.rows if r.row.flags or r.row.refused]
    sheets = read.workbook.sheets
    return {
        **_progress(found),
        "sheets": [s for s in sheets if s.status == "ledger"],
        "skipped_sheets": [{"name": s.name, "reason": s.reason.text(_lang())} for s in sheets if s.reason],
        "left_out": [{"name": s.name, "text": s.left_out_reason.text(_lang())} for s in sheets if s.left_out_reason],
        "notices": [{"sheet": names, "text": message.text(_lang())} for names, message in read.workbook.told],
        "skipped_rows": sum(len(s.skipped) - len(s.left_out) for s in sheets),
        "totals": [
            {"sheet": t.sheet, "row": t.row_number, "text": c.message.text(_lang())}
            for t in read.workbook.disagreeing_totals for c in t.checks if not c.agrees
        ],
        "form": form or ChooseForm(keys=[r.key for r in read.importable]),
        "refused_rows": [_line(r, present) for r in doubtful if r.row.refused][:SHOWN],
        "flagged_rows": [_line(r, present) for r in doubtful if not r.row.refused][:SHOWN],
        "flagged_count": sum(1 for r in doubtful if not r.row.refused),
        "refused_count": sum(1 for r in doubtful if r.row.refused),
        "rows": [_line(r, present) for r in read.rows if not r.row.refused][:SHOWN],
        "shown": SHOWN,
        "new_count": sum(1 for r in read.importable if r.key not in present),
        "there_count": len(present),
    }


def _line(keyed: KeyedRow, present: set[str]) -> dict[str, Any]:
    row = keyed.row
    remarks = [*row.refusals, *row.flags]
    return {
        "key": keyed.key,
        "sheet": row.sheet,
        "number": row.row_number,
        "arrived": row.arrived.value,
        "name": row.name,
        "sex": row.sex_text,
        "there": keyed.key in present,
        "remarks": [
            {"column": r.column, "value": r.value, "text": r.message.text(_lang())} for r in remarks
        ],
    }


def _progress(found: ImportBatch) -> dict[str, Any]:
    return {
        "batch": found,
        "waiting": found.state == BatchState.UPLOADED,
        "running": found.state == BatchState.RUNNING,
        "failed": found.state == BatchState.FAILED,
        "finished": found.state == BatchState.DONE,
    }


@require_POST
@access("ledger.import")
def start(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Bring the rows in (or continue); a job does it while the page shows how far it is."""
    found = queries.get_batch(batch_id=batch_id)
    read = _read(found, _content(found))
    form = ChooseForm(request.POST, keys=[r.key for r in read.importable])
    if not form.is_valid():
        return render(request, "ledger/batch.html", _batch_context(found, form), status=422)
    chosen = form.cleaned_data["row"] if form.cleaned_data["which"] == "chosen" else None
    try:
        operations.start(
            batch_id=batch_id, chosen=chosen, rows=len(chosen) if chosen is not None else len(read.rows),
            at=timezone.now(), actor=request.actor,  # type: ignore[attr-defined]
        )
    except Refused as error:
        messages.error(request, str(error.message))
        return redirect("ledger:batch", batch_id)
    jobs.import_batch.enqueue(batch_id=batch_id, station_id=found.station_id)
    messages.success(request, _("已开始导入，可以离开本页，导入会继续。"))
    return redirect("ledger:batch", batch_id)


@require_safe
@access("ledger.import")
def marked_copy(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The uploaded workbook with every refused or doubtful cell marked."""
    found = queries.get_batch(batch_id=batch_id)
    content = _content(found)
    response = HttpResponse(
        mark_errors(content, _read(found, content).workbook, lang=_lang()),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="ledger_{found.pk}_marked.xlsx"'
    response["Cache-Control"] = "no-store"
    return response
