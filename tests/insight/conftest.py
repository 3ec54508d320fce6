"""Pages of these tests are asked for at the moment at which the tests play."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def at_that_time(now, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: now)
