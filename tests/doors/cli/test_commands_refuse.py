"""What the commands refuse: one line in both languages, exit status 2, nothing written."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone

from nuanyang.doors.cli import __main__ as entry
from nuanyang.doors.cli import import_, org, registry, report, token, user
from nuanyang.foundation.access.models import AccessToken, User
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.instance.errors import InstanceError
from nuanyang.journey.take_in.stays.models import Stay

CHINESE = re.compile("[一-鿿]")


def parsed(*words: str) -> Namespace:
    return registry.build_parser().parse_args(list(words))


def refused(command, *words: str) -> InstanceError:
    """The refusal of a command, with words in both languages."""
    with pytest.raises(InstanceError) as told:
        command.run(parsed(*words))
    error = told.value
    assert error.status == 2
    assert CHINESE.search(error.zh) and re.search("[A-Za-z]{3}", error.en), (error.zh, error.en)
    assert "\n" not in str(error) and "（）" not in error.zh and "()" not in error.en
    return error


# ── a home where nothing was set up ──

NEEDS_DATA = [
    ["report", "station", "--station", "a", "--from", "2013-01-01", "--to", "2013-01-31"],
    ["import", "stays", "x.xlsx", "--station", "a"],
    ["org", "add", "--kind", "station", "--code", "a", "--name", "甲", "--region", "510900"],
    ["user", "add", "--user", "a", "--org", "a", "--role", "b"],
    ["token", "--user", "a"], ["verify"], ["check"], ["canaries"], ["keys", "status"], ["shell", "--as", "a"], ["worker"],
]  # fmt: skip


@pytest.mark.parametrize("words", NEEDS_DATA, ids=lambda words: words[0])
def test_a_home_never_set_up_is_left_as_it_is(tmp_path: Path, monkeypatch, capsys, words) -> None:
    monkeypatch.setenv("NUANYANG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert entry.main(words) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.strip().splitlines()) == 1
    assert "还没有安装" in said.err and "Nothing is set up" in said.err
    assert not (tmp_path / "home").exists()


def test_a_wrong_home_beside_a_server_of_ones_own_gets_no_new_keys(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("NUANYANG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:hidden@127.0.0.1:1/x")
    monkeypatch.delenv("NUANYANG_DATA_KEYS_FILE", raising=False)
    assert entry.main(NEEDS_DATA[0]) == 2
    assert "Nothing is set up" in capsys.readouterr().err and not (tmp_path / "home").exists()


@pytest.mark.parametrize("command", ["demo", "serve"])
@pytest.mark.parametrize("words", [["--port", "99999"], ["--port", "0"], ["--port", "-1"], ["--workers", "0"], ["--workers", "1000"]])
def test_a_port_that_does_not_exist(tmp_path: Path, monkeypatch, capsys, command: str, words: list[str]) -> None:
    monkeypatch.setenv("NUANYANG_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)
    assert entry.main([command, *words]) == 2
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1 and words[1] in said and "Traceback" not in said
    assert not (tmp_path / "home").exists()


# ── files that cannot be written or read ──


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    book = openpyxl.Workbook()
    book.active.title = "五月"
    for row in (["姓名", "性别", "入站日期", "怪列"], ["王建国", "男", "2024-05-01", "某"], ["陈三", "男", "2024-05-32", "某"]):
        book.active.append(row)
    rest = book.create_sheet("六月")
    for row in (["何四", "男", 33, "2024-06-01", "自行离站"], ["何五", "女", 34, "2024-06-02", "自行离站"]):
        rest.append(row)
    book.save(tmp_path / "ledger.xlsx")
    return str(tmp_path / "ledger.xlsx")


@pytest.mark.django_db
def test_a_path_that_cannot_be_written_is_told_before_anything_is_imported(chief, ledger, tmp_path) -> None:
    for bad in (str(tmp_path / "none" / "x.xlsx"), str(tmp_path), ledger, "/proc/x.xlsx", f"{ledger}/x.xlsx"):
        error = refused(import_, "import", "stays", ledger, "--station", "one", "--errors", bad)
        assert bad in error.zh and bad in error.en
    with acting_as(chief):
        assert not Stay.objects.exists()
    for bad in (str(tmp_path / "none" / "x.pdf"), str(tmp_path)):
        words = ["report", "station", "--station", "one", "--from", "2024-01-01", "--to", "2024-12-31", "--out", bad]
        refused(report, *words, "--format", "pdf")
        refused(report, *words)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ledger.xlsx"]


@pytest.mark.django_db
def test_a_folder_is_not_a_missing_file(chief, tmp_path) -> None:
    error = refused(import_, "import", "stays", str(tmp_path), "--station", "one")
    assert "文件夹" in error.zh and "folder" in error.en
    assert "文件夹" not in refused(import_, "import", "stays", str(tmp_path / "none.xlsx"), "--station", "one").zh
    assert "文件夹" in refused(import_, "import", "regions", str(tmp_path)).zh


@pytest.mark.django_db
def test_people_left_out_and_columns_not_understood_are_said(chief, ledger, tmp_path, capsys) -> None:
    copy = tmp_path / "marked.xlsx"
    assert import_.run(parsed("import", "stays", ledger, "--station", "one", "--json", "--errors", str(copy))) == 1
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert set(told) == {"rows", "imported", "already_there", "flagged", "refused"}
    assert (told["rows"], told["imported"]) == (2, 1)
    left = told["refused"][-1]
    assert (left["sheet"], left["row"], left["column"], left["value"]) == ("六月", 1, "", "") and "2 行" in left["reason"]
    assert "“怪列”" in said.err and "not understood" in said.err
    assert copy.exists()
    assert import_.run(parsed("import", "stays", ledger, "--station", "one")) == 1
    plain = capsys.readouterr().out
    assert "“怪列”没有看懂" in plain and "另有 2 行像是受助人员" in plain and "六月 1" in plain


# ── accounts, tokens, organisations ──


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["123", "password12", "zhang-wei1"])
def test_a_password_that_the_page_refuses_is_refused(station_id, password) -> None:
    error = refused(user, "user", "add", "--user", "zhang-wei1", "--org", "one", "--role", "station_officer", "--password", password)
    assert "密码" in error.zh and "password" in error.en.lower()
    assert not User.objects.filter(username="zhang-wei1").exists()


@pytest.mark.django_db
def test_refusals_speak_both_languages(station_id) -> None:
    kind = refused(org, "org", "add", "--kind", "nonsense", "--code", "x", "--name", "甲", "--region", "510900")
    assert "nonsense" in kind.zh and "nonsense" in kind.en and not CHINESE.search(kind.en)
    region = refused(org, "org", "add", "--kind", "station", "--code", "x", "--name", "甲", "--region", "51")
    assert "6" in region.en and not CHINESE.search(region.en)
    parent = refused(org, "org", "add", "--kind", "station", "--code", "x", "--name", "甲", "--region", "510900", "--parent", "nobody")
    assert "nobody" in parent.en and not CHINESE.search(parent.en)
    name = refused(user, "user", "add", "--user", "a b", "--org", "one", "--role", "station_officer")
    assert not CHINESE.search(name.en)


@pytest.mark.django_db
def test_an_unknown_region_is_kept_and_said(chief, capsys) -> None:
    assert org.run(parsed("org", "add", "--kind", "station", "--code", "x9", "--name", "甲站", "--region", "999999")) == 0
    said = capsys.readouterr()
    assert "999999" in said.err and "flagged" in said.err and "x9 甲站" in said.out
    assert org.run(parsed("org", "add", "--kind", "station", "--code", "x8", "--name", "乙站", "--region", "510900")) == 0
    assert capsys.readouterr().err == ""
    with acting_as(chief):
        assert Organisation.objects.get(code="x9").region == "999999"


@pytest.mark.django_db
@pytest.mark.parametrize("days", ["0", "-5", "999999999999"])
def test_a_token_holds_for_some_days(chief, days) -> None:
    name = User.objects.get(pk=chief.user_id).username
    assert days in refused(token, "token", "--user", name, "--days", days).en
    assert token.run(parsed("token", "--user", name, "--days", "1")) == 0
    with acting_as(system_actor("test")):
        assert AccessToken.objects.get().valid_to > timezone.now()


@pytest.mark.django_db
def test_the_password_of_an_account_that_is_there_stays(chief, capsys) -> None:
    name = User.objects.get(pk=chief.user_id).username
    before = User.objects.get(pk=chief.user_id).password
    words = ["user", "add", "--user", name, "--org", "one", "--role", "station_chief", "--password", "a-long-other-one"]
    assert user.run(parsed(*words)) == 0
    said = capsys.readouterr()
    assert "密码没有改" in said.err and "password" not in json.loads(said.out)
    assert User.objects.get(pk=chief.user_id).password == before
