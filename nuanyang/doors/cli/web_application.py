"""What each worker process of the web server loads."""

from __future__ import annotations

import os
from typing import Any

from nuanyang.instance.lifeline import tie_to_parent

PARENT = "NUANYANG_WEB_PARENT"


def load() -> Any:
    """Tie this worker to the web server's life, then load the application."""
    tie_to_parent(int(os.environ[PARENT]))
    from nuanyang.config.wsgi import application  # noqa: PLC0415  a worker that should not live must not connect

    return application
