from __future__ import annotations

import pytest

from nuanyang.journey.follow_up.visits.rules import missing, over, worst

FOUR = ("living", "family", "body_mind", "support")


@pytest.mark.parametrize(
    ("levels", "found"),
    [(["ok"] * 4, "ok"), (["ok", "strained", "ok", "ok"], "strained"), (["bad", "strained", "ok", "ok"], "bad")],
)
def test_the_worst_domain_names_the_visit(levels, found):
    assert worst(dict(zip(FOUR, levels, strict=True))) == found


def test_all_four_are_asked_for():
    assert missing({}) == list(FOUR)
    assert missing({"living": "ok", "family": "fine", "body_mind": "bad", "support": "ok"}) == ["family"]
    assert missing(dict.fromkeys(FOUR, "strained")) == []


@pytest.mark.parametrize(
    ("rungs", "minor", "ended"),
    [
        ([], True, True),
        (["FU-005"], False, False),
        (["RS-072"], True, False),
        (["RS-072"], False, True),
        (["RS-072", "FU-004"], False, False),
    ],
)
def test_a_follow_up_is_over_when_no_rung_is_left(rungs, minor, ended):
    assert over(rungs, minor=minor) is ended
