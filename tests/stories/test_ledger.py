"""A ledger is looked at, imported by the worker, and every figure of the report opens to its rows."""

from __future__ import annotations

import io
import re

import xlsxwriter

from tests.stories.conftest import DESK
from tests.stories.steps import Eyes, number_in, press

HEADINGS = ["姓名", "性别", "入站时间", "年龄", "户籍地", "离站方式", "离站时间"]
ROWS = [
    ["彭有田", "男", "2025年5月1日", "45", "510904", "自行离站", "2025-05-03"],
    ["覃小妹", "女", "2025.5.2", "约60岁", "四川省成都市", "资助返乡", "2025-05-04"],
    ["坏日期", "男", "昨天的昨天", "30", "", "自行离站", ""],
]


def workbook() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("五月")
    sheet.write_row(0, 0, HEADINGS)
    for number, row in enumerate(ROWS, 1):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def test_a_ledger_goes_in_and_its_figures_open(sign_in, site, picture):
    eyes = Eyes(picture, DESK)
    page = sign_in("chief", DESK)
    page.goto(f"{site.url}/take-in/ledger/")
    eyes.look(page, "ledger-upload")
    page.set_input_files(
        "[name=file]",
        {
            "name": "2025年5月台账.xlsx", "buffer": workbook(),
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        },
    )
    press(page, "上传并检查")
    page.wait_for_url(re.compile(r"/take-in/ledger/\d+/"))
    seen = page.inner_text("main")
    assert "可新导入 2" in seen and "退回 1" in seen and "昨天的昨天" in seen
    eyes.look(page, "ledger-look")
    batch = number_in(page.url)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标出问题的副本").click()
    assert download.value.suggested_filename.endswith(".xlsx")

    page.locator("#ledger-choose button.button-primary").click()
    page.wait_for_selector("#ledger-progress:has-text('新导入 2 行')", timeout=90_000)
    assert "退回 1 行" in page.inner_text("#ledger-progress")
    page.goto(f"{site.url}/take-in/ledger/{batch}/")
    assert "已有 2" in page.inner_text("main")
    eyes.look(page, "ledger-done")

    page.goto(f"{site.url}/reports/station/")
    page.fill(".report-period [name=from]", "2025-05-01")
    page.fill(".report-period [name=to]", "2025-05-31")
    press(page, "统计")
    received = page.locator("#received")
    assert "合计 2 人次" in received.inner_text()
    eyes.look(page, "report")
    page.locator("#sex a", has_text="女").first.click()
    page.wait_for_url("**/reports/station/rows/**")
    rows = page.inner_text("main")
    assert "覃小妹" in rows and "彭有田" not in rows
    eyes.look(page, "report-rows")
