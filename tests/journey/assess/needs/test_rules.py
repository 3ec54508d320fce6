from __future__ import annotations

import pytest

from nuanyang.journey.assess.needs.choices import Domain
from nuanyang.journey.assess.needs.rules import changes


def test_domains_that_nobody_looked_at_are_left_out():
    found = changes(Domain.values, [{"housing": 3}, {"medical": 1}])
    assert [c.domain for c in found] == ["housing", "medical"]
    assert found[0].levels == (3, None)
    assert found[1].levels == (None, 1)


@pytest.mark.parametrize(
    ("versions", "direction", "before", "now"),
    [
        ([2], "new", None, 2),
        ([3, 1], "better", 3, 1),
        ([1, 3], "worse", 1, 3),
        ([2, 2], "same", 2, 2),
        ([2, None, 0], "better", 2, 0),
        ([2, None], "unseen", 2, None),
        ([None, 0], "new", None, 0),
    ],
)
def test_direction_compares_with_the_latest_look_before(versions, direction, before, now):
    looks = [{} if level is None else {"housing": level} for level in versions]
    (change,) = changes(["housing"], looks)
    assert (change.direction, change.before, change.now) == (direction, before, now)
