"""The station report on screen, the rows behind each figure, and its files."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from nuanyang.engines.station_report.definitions import Lang
from nuanyang.engines.station_report.printing import page_of
from nuanyang.foundation.access.declared import access
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.insight.reports import operations, queries
from nuanyang.insight.reports.forms import PeriodForm
from nuanyang.insight.reports.queries import Period
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.registry.people import queries as people


def _lang() -> Lang:
    return "en" if get_language() == "en" else "zh"


def _form(request: HttpRequest) -> PeriodForm:
    sent = request.GET if request.method == "GET" else request.POST
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = sent.get("named", "").strip()[:60]
    offered = orgs.stations_of(actor, also="" if text else sent.get("station", "")[:40], text=text)
    stations = [(s.code, s.name) for s in offered.found]
    own = actor.organisation_code
    first, last = queries.default_period(local_date(timezone.now()))
    initial = {
        "station": own if own in dict(stations) else stations[0][0] if stations else "",
        "from": first.isoformat(),
        "to": last.isoformat(),
    }
    data = {key: sent.get(key) or value for key, value in initial.items()} | {"named": text}
    if text and data["station"] not in dict(stations):
        data["station"] = initial["station"]  # the first that fits what was written
    return PeriodForm(data, stations=stations, more=offered.more or bool(text))


def _period(form: PeriodForm) -> Period:
    data = form.cleaned_data
    return queries.period(station_code=data["station"], from_=data["from_"], to=data["to"])


@require_safe
@access("reports.view")
def station(request: HttpRequest) -> HttpResponse:
    """Tables and charts for a station and period; every figure is a link to its rows."""
    form = _form(request)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        wanted = _period(form)
        report = queries.station_report(wanted, _lang())
        where = {"station": wanted.station.code, "from": wanted.from_.isoformat(), "to": wanted.to.isoformat()}
        page = page_of(report, _lang(), wanted.station.name)
        context |= {
            "wanted": wanted,
            "where": where,
            "query": urlencode(where),
            "blocks": [
                {"block": block, "rows": _rows(table, where)}
                for block, table in zip(page.blocks, report["tables"], strict=True)
            ],
            "may_export": request.actor.may("reports.export"),  # type: ignore[attr-defined]
        }
    return render(request, "reports/station.html", context, status=200 if form.is_valid() else 422)


def _rows(table: dict[str, Any], where: dict[str, str]) -> list[dict[str, Any]]:
    address = reverse("reports:rows")
    return [
        {
            "label": row["label"],
            "value": row["value"],
            "definition": row["definition"],
            "unknown": row["id"] in ("unknown", "unexplained"),
            "url": f"{address}?{urlencode({**where, 'table': table['id'], 'row': row['id']})}"
            if row["value"]
            else "",
        }
        for row in table["rows"]
    ]


@require_safe
@access("reports.view")
def rows(request: HttpRequest) -> HttpResponse:
    """The stays behind one figure, fifty a page."""
    form = _form(request)
    if not form.is_valid():
        raise Http404
    wanted = _period(form)
    table, row = request.GET.get("table", ""), request.GET.get("row", "")
    after = request.GET.get("after", "0")
    page = queries.rows_behind(wanted, table=table, row=row, after=int(after) if after.isdigit() else 0)
    report = queries.station_report(wanted, _lang())
    told = next(t for t in report["tables"] if t["id"] == table)
    found = stays.by_ids(stay_ids=page.stay_ids)
    cards = people.cards([s.person_id for s in found], today=local_date(timezone.now()))
    where = {"station": wanted.station.code, "from": wanted.from_.isoformat(), "to": wanted.to.isoformat()}
    here = {**where, "table": table, "row": row}
    return render(
        request,
        "reports/rows.html",
        {
            "wanted": wanted,
            "table": told,
            "row": next((r for r in told["rows"] if r["id"] == row), None),
            # the figure counts people, the list shows each of their stays
            "person_times": _more_lines(told) if (table, row) == ("received", "persons") else None,
            "lines": [{"stay": s, "card": cards.get(s.person_id)} for s in found],
            "report_url": f"{reverse('reports:station')}?{urlencode(where)}",
            "older_url": f"?{urlencode({**here, 'after': page.next_after})}" if page.next_after else "",
        },
    )


def _more_lines(table: dict[str, Any]) -> int | None:
    """The person-times behind the persons, where they are more than those."""
    values = {row["id"]: row["value"] for row in table["rows"]}
    times: int = values["person_times"]
    return times if times != values["persons"] else None


@require_POST
@access("reports.export")
def export(request: HttpRequest) -> HttpResponse:
    """The report as a file."""
    form = _form(request)
    format_ = request.POST.get("format", "")
    if not form.is_valid() or format_ not in operations.CONTENT_TYPES:
        raise Http404
    wanted = _period(form)
    content = operations.export_station_report(
        wanted=wanted, format_=cast(operations.Format, format_), lang=_lang(), at=timezone.now(),
        actor=request.actor,  # type: ignore[attr-defined]
    )
    response = HttpResponse(content, content_type=operations.CONTENT_TYPES[format_])
    name = f"{wanted.station.code}_{wanted.from_}_{wanted.to}.{format_}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
