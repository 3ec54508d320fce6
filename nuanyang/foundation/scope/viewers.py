"""The only writer of ``viewer_keys``: shares, transfers and seals all end here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import connection, models

from nuanyang.foundation.scope.acting import GLASS, SYSTEM_KEY

#: Side tables that repeat a root's viewer keys, kept in step in the same transaction.
_followers: dict[str, list[Callable[[int, list[str]], None]]] = {}


def follow(kind: str, callback: Callable[[int, list[str]], None]) -> None:
    """Register a side table that repeats the viewer keys of root records of this kind."""
    _followers.setdefault(kind, []).append(callback)


def organisation_key(organisation_id: int) -> str:
    return f"o:{organisation_id}"


def user_key(user_id: int) -> str:
    return f"u:{user_id}"


def glass_key(glass_id: int) -> str:
    """Of one emergency access; it counts in reading transactions alone (see ``acting_as``)."""
    return f"{GLASS}{glass_id}"


def circle_key(circle: int | str) -> str:
    return f"c:{circle}"


def region_keys(code: str) -> list[str]:
    """The region and its ancestors: ``510903`` → county, city and province keys."""
    code = code.strip()
    if len(code) < 6 or not code[:6].isdigit() or code.startswith("00"):
        return []
    levels = [code[:6], code[:4] + "00", code[:2] + "0000"]
    return [f"r:{c}" for c in dict.fromkeys(levels)]


def keys_for(
    *,
    organisations: Iterable[int] = (),
    regions: Iterable[str] = (),
    circles: Iterable[int | str] = (),
    users: Iterable[int] = (),
) -> list[str]:
    """Viewer keys of a record, without doubles; the system sees every record."""
    keys = [organisation_key(o) for o in organisations]
    for region in regions:
        keys += region_keys(region)
    keys += [circle_key(c) for c in circles]
    keys += [user_key(u) for u in users]
    return [*dict.fromkeys(keys), SYSTEM_KEY]


def set_viewers(record: models.Model, keys: Iterable[str]) -> None:
    """Replace a root record's viewer keys and those of its side tables.

    Works also when the actor loses sight of the record by it (a hand-over). Must run inside an
    operation; the database refuses it otherwise.
    """
    kind = str(record._meta.model_name)
    wanted = list(dict.fromkeys(keys))
    if SYSTEM_KEY not in wanted:
        wanted.append(SYSTEM_KEY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nuan_set_viewers(%s, %s, %s)", [kind, record.pk, wanted])
    record.viewer_keys = wanted  # type: ignore[attr-defined]
    notify_followers(kind, record.pk, wanted)


def add_viewers(record: models.Model, keys: Iterable[str]) -> None:
    """Let more actors see the record (a share, a hand-over to the next stage)."""
    present: list[str] = list(record.viewer_keys)  # type: ignore[attr-defined]
    missing = [k for k in keys if k not in present]
    if missing:
        set_viewers(record, [*present, *missing])


def notify_followers(kind: str, record_id: int, keys: list[str]) -> None:
    """Bring side tables into line after a record was created or its viewers changed."""
    for callback in _followers.get(kind, ()):
        callback(record_id, keys)
