"""What can happen to regions and the places below the community."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType

REGIONS_LOADED = EventType(
    "regions.loaded",
    _("行政区划更新"),
    _("行政区划更新：新增或修改 %(changed)s 条（来源：%(source)s）"),
    "system",
    True,
)
GRID_ADDED = EventType(
    "regions.grid_added", _("新增网格"), _("新增网格 %(code)s"), "system", True
)
AREA_ADDED = EventType(
    "regions.area_added", _("新增居民小区"), _("新增居民小区，所在区划 %(region)s"), "system", True
)
