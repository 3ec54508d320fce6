from __future__ import annotations

import pytest

from nuanyang.journey.help.casework.rules import Closing, gaps

FULL = {"reason": "reached", "outcome": "improved", "keeper": "committee", "keeper_name": "南门社区"}


@pytest.mark.parametrize(
    ("given", "open_tasks", "missing"),
    [
        (FULL, 0, []),
        (FULL, 2, ["tasks"]),
        ({**FULL, "outcome": ""}, 0, ["outcome"]),
        ({**FULL, "keeper": "", "keeper_name": ""}, 0, ["keeper", "keeper_name"]),
        ({**FULL, "keeper_name": "  "}, 0, ["keeper_name"]),
        ({"reason": ""}, 1, ["reason", "outcome", "keeper", "keeper_name", "tasks"]),
        ({"reason": "died"}, 0, []),
        ({"reason": "died"}, 1, ["tasks"]),
    ],
)
def test_a_plan_closes_only_whole(given, open_tasks, missing):
    assert gaps(Closing(**given), open_tasks=open_tasks) == missing
