"""A release needs no Node: the wheel carries the built page assets and texts, or is not built at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = (
    "nuanyang/doors/web/static/web/app.js",
    "nuanyang/doors/web/static/web/app.css",
    "nuanyang/doors/web/static/web/signature.js",
    "nuanyang/doors/web/static/web/documents.css",
    "nuanyang/doors/web/static/web/icons.svg",
    "nuanyang/locale/en/LC_MESSAGES/django.mo",
)


class AssetsInside(BuildHookInterface):
    """Looks that everything is there before the wheel is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        missing = [name for name in BUILT if not (Path(self.root) / name).is_file()]
        if missing:
            raise SystemExit(f"Not built yet: {', '.join(missing)}. Run ./nuan check once, then build the wheel again.")
