"""The rulebook's data are complete and strict; a wrong entry names its file and rule."""

import re
from pathlib import Path

import pytest
import yaml

from nuanyang.foundation.rulebook.choices import Certainty, Effect
from nuanyang.foundation.rulebook.loader import RulebookError, load, shipped

RULE = {
    "id": "X-1", "title": {"zh": "题", "en": "t"}, "wording": {"zh": "文", "en": "w"}, "source": ["law 第一条"],
    "certainty": "R2", "effect": "default",
}  # fmt: skip


def folder_with(tmp_path: Path, *rules: dict) -> Path:
    instruments = {"law": {"zh": "法", "en": "Law", "from": "x", "read": "full"}}
    text = yaml.safe_dump(instruments, allow_unicode=True).replace("from: x", "from: 2014-08-01")
    (tmp_path / "instruments.yaml").write_text(text, encoding="utf-8")
    content = {"group": {"id": "g", "zh": "组", "en": "G"}, "rules": list(rules)}
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return tmp_path


def test_the_shipped_rulebook_holds_all_rules_of_rescue_stations_and_data_protection():
    ids = shipped().rules.keys()
    stations = [n for n in range(1, 126) if f"RS-{n:03}" in ids]
    assert len(stations) == 93
    for wanted in ("RS-001", "RS-019", "RS-030", "RS-036", "RS-040", "RS-054", "RS-060", "RS-076",
                   "RS-080", "RS-086", "RS-090", "RS-097", "RS-100", "RS-103", "RS-110", "RS-125",
                   "F-1", "F-6", "DP-001", "DP-024", "SA-028", "CW-022", "CH-024", "plan.task"):  # fmt: skip
        assert wanted in ids
    assert [i for i in range(1, 25) if f"DP-{i:03}" not in ids] == []


def test_every_certainty_does_only_what_it_may():
    for rule in shipped().rules.values():
        if rule.certainty is Certainty.READ:
            assert rule.effect is Effect.ENFORCED, rule.id
        if rule.certainty is Certainty.GENERAL:
            assert rule.effect in (Effect.WARN, Effect.OFF), rule.id


def test_the_timers_of_a_stay_carry_the_numbers_of_their_sources():
    numbers = {
        i: (r.amount.count, r.amount.unit.value)
        for i, r in shipped().rules.items()
        if r.amount is not None and i.startswith("RS-0")
    }
    assert numbers["RS-040"] == (10, "day")
    assert numbers["RS-043"] == (24, "hour")
    assert numbers["RS-045"] == (7, "working_day")
    assert numbers["RS-046"] == (1, "month")
    assert numbers["RS-050"] == (3, "month")
    assert numbers["RS-051"] == (20, "working_day")
    assert numbers["RS-053"] == (2, "year")
    assert numbers["RS-063"] == (20, "yuan")
    assert numbers["RS-072"] == (3, "month")


def test_a_rule_begins_with_its_instrument(tmp_path):
    rule = load(folder_with(tmp_path, RULE), ("a.yaml",)).rules["X-1"]
    assert rule.valid_from.isoformat() == "2014-08-01"
    assert rule.source_text == "法第一条"
    assert rule.title.in_language("en-us") == "t"
    assert rule.title.in_language("zh-hans") == "题"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"colour": "red"}, "a.yaml: X-1: unknown key colour"),
        ({"certainty": "R3"}, "a.yaml: X-1: 'R3' is none of"),
        ({"certainty": "G"}, "a.yaml: X-1: a rule marked G may be off, warn, not default"),
        ({"certainty": "R"}, "a rule marked R may be enforced, not default"),
        ({"source": ["nowhere 第一条"]}, "a.yaml: X-1: unknown instrument 'nowhere'"),
        ({"source": []}, "needs at least one source"),
        ({"amount": {"value": "ten", "unit": "day"}}, "X-1: amount: not a number"),
        ({"amount": {"value": True, "unit": "day"}}, "X-1: amount: not a number"),
        ({"amount": {"value": 10, "unit": "moon"}}, "X-1: amount: 'moon' is none of"),
        ({"amount": {"value": 10}}, "X-1: amount: missing unit"),
        ({"amount": {"value": 1, "unit": "day", "stricter": "up"}}, "stricter is lower or higher"),
        ({"every": {"value": 1, "unit": "yuan"}}, "every is no time"),
        ({"title": {"zh": "题"}}, "X-1: title: missing en"),
        ({"wording": {"zh": "文", "en": " "}}, "both languages need a text"),
        ({"applies": "sometimes"}, "X-1: 'sometimes' is none of"),
        ({"from": "yesterday"}, "X-1: not a date"),
        ({"overrides": [{"region": "510000", "value": 5}]}, "X-1: overrides: missing from"),
        ({"certainty": "R", "effect": "enforced", "amount": {"value": 1, "unit": "day"}}, "which way is stricter"),
    ],
)
def test_a_wrong_entry_names_file_and_rule(tmp_path, change, complaint):
    with pytest.raises(RulebookError) as caught:
        load(folder_with(tmp_path, RULE | change), ("a.yaml",))
    assert complaint in str(caught.value)


def test_a_rule_twice_is_refused(tmp_path):
    with pytest.raises(RulebookError, match="X-1 is there twice"):
        load(folder_with(tmp_path, RULE, RULE), ("a.yaml",))


def test_broken_yaml_names_the_file(tmp_path):
    folder = folder_with(tmp_path, RULE)
    (folder / "a.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(RulebookError, match=r"a\.yaml"):
        load(folder, ("a.yaml",))


def test_every_text_of_the_shipped_rulebook_reads_in_english():
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for rule in shipped().rules.values():
        texts = [rule.title.en, rule.wording.en]
        texts += [t for s in rule.sources for t in (s.instrument.title.en, s.article_en)]
        assert [t for t in texts if chinese.search(t)] == [], rule.id


def test_places_read_in_english():
    article = shipped().rules["RS-019"].sources[0].article_en
    assert article == "art. 6, art. 9"
    assert shipped().rules["RS-072"].sources[0].article_en == "part 3 item 4"
    assert shipped().rules["DP-005"].sources[0].article_en == "art. 33–art. 37"
