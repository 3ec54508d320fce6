"""Changing the data key: the operation that rewrites a batch, and the seeds of second factors."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt

from nuanyang.foundation.access import events
from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.secrets import crypto, rotation
from nuanyang.foundation.secrets.keyring import keyring
from nuanyang.kernel.actor import Actor

#: What an authenticator keeps encrypted: TOTP's secret, the recovery codes' seed.
SECRETS = ("secret", "seed")
MARK = "n1:"


@operation(permission="system.run", events=[events.KEYS_ROTATED])
def rotate_batch(*, store: str, after: int, size: int, at: datetime, actor: Actor) -> tuple[int, int]:
    """Encrypt at most ``size`` values of a place anew with the current key.

    Returns how many were rewritten and the last id seen. :raises KeyError: no such place.
    """
    current = keyring().current
    count, last = rotation.store_named(store).rewrite(current=current, after=after, size=size)
    if not count:
        nothing_happened()
        return 0, last
    record(
        events.KEYS_ROTATED, root=("public", 0), at=at, payload={"key": current, "count": count, "store": store}
    )
    return count, last


def _key_of(value: Any) -> int:
    """The key number of a stored seed; 0 for one from before seeds were encrypted."""
    if not isinstance(value, str) or not value.startswith(MARK):
        return 0
    return crypto.key_number(base64.b64decode(value.removeprefix(MARK)))


@dataclass(frozen=True, slots=True)
class Seeds:
    """Seeds of TOTP and recovery codes; few, hence looked through whole."""

    name: str = "access.second_factor"

    def by_key(self) -> dict[int, int]:
        held = Authenticator.objects.order_by("id").values_list("data", flat=True)
        return dict(Counter(_key_of(data[s]) for data in held for s in SECRETS if s in data))

    def rewrite(self, *, current: int, after: int, size: int) -> tuple[int, int]:
        count, last = 0, after
        for held in Authenticator.objects.select_for_update().filter(pk__gt=after).order_by("id")[:size]:
            last = held.pk
            old = [s for s in SECRETS if s in held.data and _key_of(held.data[s]) != current]
            for name in old:
                held.data[name] = encrypt(decrypt(held.data[name]))
            if old:
                held.save(update_fields=["data"])
                count += len(old)
        return count, last


def connect() -> None:
    """Make the seeds known; once, when the app is ready."""
    rotation.register(Seeds())
