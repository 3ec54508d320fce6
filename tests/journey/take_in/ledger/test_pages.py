"""The import in the browser: look, choose, run, take the marked copy."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.ledger import jobs
from nuanyang.journey.take_in.ledger.models import ImportBatch
from nuanyang.journey.take_in.stays.models import Stay

pytestmark = pytest.mark.django_db
ROWS = [
    ["张三", "男", "2025年5月1日", "45", "510904", "自行离站", "2025-05-03"],
    ["李四", "女", "2025.5.2", "约60岁", "四川省成都市", "资助返乡", "2025-05-04"],
    ["王五", "男", "昨天的昨天", "30", "", "送医", ""],
]


def workbook(rows=ROWS) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("五月")
    sheet.write_row(0, 0, ["姓名", "性别", "入站时间", "年龄", "户籍地", "离站方式", "离站时间"])
    for number, row in enumerate(rows, 1):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def upload(client, content: bytes, name: str = "台账.xlsx"):
    return client.post("/take-in/ledger/", {"file": SimpleUploadedFile(name, content)})


def test_upload_look_import_and_again(chief, client_for):
    client = client_for(chief)
    answer = upload(client, workbook())
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "王五" in page and "昨天的昨天" in page
    with acting_as(chief):
        batch = ImportBatch.objects.get()
        assert "张三".encode() not in bytes(batch.content)
    assert client.post(f"/take-in/ledger/{batch.pk}/start/", {"which": "all"}).status_code == 302
    jobs.import_batch(batch_id=batch.pk, station_id=chief.organisation_id)
    with acting_as(chief):
        batch = ImportBatch.objects.get()
        assert (batch.state, batch.imported, batch.refused) == ("done", 2, 1)
        assert Stay.objects.count() == 2
    client.post(f"/take-in/ledger/{batch.pk}/start/", {"which": "all"})
    jobs.import_batch(batch_id=batch.pk, station_id=chief.organisation_id)
    with acting_as(chief):
        assert Stay.objects.count() == 2
        assert ImportBatch.objects.get().already_there == 2


def test_chosen_rows_need_a_choice(chief, client_for):
    client = client_for(chief)
    upload(client, workbook())
    with acting_as(chief):
        batch = ImportBatch.objects.get()
    answer = client.post(f"/take-in/ledger/{batch.pk}/start/", {"which": "chosen"})
    assert answer.status_code == 422
    with acting_as(chief):
        assert ImportBatch.objects.get().state == "uploaded"


def test_marked_copy_names_the_refused_cell(chief, client_for):
    client = client_for(chief)
    upload(client, workbook())
    with acting_as(chief):
        batch = ImportBatch.objects.get()
    copy = client.get(f"/take-in/ledger/{batch.pk}/marked.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(copy.content)).active
    assert sheet["A4"].value == "王五" and sheet["C4"].comment is not None


def test_not_a_workbook_is_told_in_one_line_and_nothing_is_kept(chief, client_for):
    answer = upload(client_for(chief), b"PK\x03\x04 broken", "x.xlsx")
    assert answer.status_code == 422
    with acting_as(chief):
        assert not ImportBatch.objects.exists()


def test_who_may_not_and_who_may_not_know(chief, chen, an, client_for):
    upload(client_for(chief), workbook())
    with acting_as(chief):
        batch = ImportBatch.objects.get()
    assert client_for(an).get("/take-in/ledger/").status_code == 403
    other = client_for(chen)
    assert other.get(f"/take-in/ledger/{batch.pk}/").status_code in (403, 404)


def test_progress_is_kept_and_a_chunk_comes_in_once(chief, now):
    from nuanyang.foundation.orgs.models import Organisation
    from nuanyang.journey.take_in.ledger import operations, reading
    from nuanyang.kernel.dates import local_date

    with acting_as(chief):
        station = Organisation.objects.get(pk=chief.organisation_id)
        rows = list(reading.read(workbook(), station=station, today=local_date(now)).importable)
    batch = operations.upload(
        station_id=station.pk, file_name="x.xlsx", content=b"x", rows=3, at=now, actor=chief
    )
    operations.start(batch_id=batch.pk, chosen=None, rows=3, at=now, actor=chief)
    first = operations.import_rows(station_id=station.pk, rows=rows, at=now, actor=chief)
    again = operations.import_rows(station_id=station.pk, rows=rows, at=now, actor=chief)
    assert (first.imported, again.imported, again.already_there) == (2, 0, 2)
    kept = operations.note_progress(batch_id=batch.pk, result=first, done=2, at=now, actor=chief)
    assert (kept.done, kept.imported) == (2, 2)
    with pytest.raises(operations.CannotImport):
        operations.start(batch_id=batch.pk, chosen=None, rows=3, at=now, actor=chief)
    ended = operations.finish(batch_id=batch.pk, flagged=0, refused=1, problem="断电", at=now, actor=chief)
    assert ended.state == "failed"


def test_what_was_not_understood_and_who_was_left_out_is_said_before_importing(chief, client_for):
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "五月"
    for row in (["姓名", "性别", "入站日期", "怪列"], ["王建国", "男", "2024-05-01", "某"]):
        book.active.append(row)
    for row in (["何四", "男", 33, "2024-06-01", "自行离站"], ["何五", "女", 34, "2024-06-02", "自行离站"]):
        (book["六月"] if "六月" in book.sheetnames else book.create_sheet("六月")).append(row)
    book.save(out)
    client = client_for(chief)
    page = client.get(upload(client, out.getvalue())["Location"]).content.decode()
    assert "列“怪列”没有看懂" in page and page.index("列“怪列”没有看懂") < page.index('id="ledger-choose"')
    assert "有 2 行像是受助人员，没有读入" in page and "有人员没有读入" in page


def test_every_cell_says_on_a_telephone_what_it_is(chief, client_for):
    client = client_for(chief)
    pages = [client.get(upload(client, workbook())["Location"]).content.decode(), client.get("/take-in/ledger/").content.decode()]
    for page in pages:
        cells = re.findall(r"<td\b[^>]*>", page)
        assert cells
        assert [c for c in cells if not re.search(r'data-label="[^"]+"|class="wide-only"', c)] == []
