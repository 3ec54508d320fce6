"""Fixtures of the stages."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from nuanyang.kernel.errors import Refused
from tests.journey.refused import NEXT, WHY


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``refusing(operations, "assess", field="note")``: that operation says no by RS-006."""

    def refuse(module: ModuleType, name: str, field: str | None = None) -> None:
        def no(**given: Any) -> None:
            raise Refused(WHY, rule="RS-006", hint=NEXT, field=field)

        monkeypatch.setattr(module, name, no)

    return refuse
