"""The second factor: who needs one, who has one, and setting one up from the command line."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache

from nuanyang.foundation.access.models import User

#: What counts; recovery codes alone do not.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needed_for(roles: Iterable[str]) -> bool:
    """Whether one of these roles needs a second factor (``SECOND_FACTOR_ROLES``: yes, no, codes)."""
    wanted = settings.SECOND_FACTOR_ROLES
    if "yes" in wanted:
        return True
    return any(role in wanted for role in roles)


def has_one(user: User) -> bool:
    """Whether the account has TOTP or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def add_totp(*, user: User, seed: str | None = None) -> str:
    """Activate TOTP with ``seed`` (base32) or a fresh one; returns the seed.

    An account that has it keeps its authenticator when no seed is given.
    """
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if held is not None:
        if seed is None:
            return str(decrypt(held.data["secret"]))
        held.delete()
    seed = seed or generate_totp_secret()
    TOTP.activate(user, seed)
    return seed


def code_now(user: User) -> str:
    """A code that the account's authenticator shows about now and that has not been used yet; else empty."""
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if held is None:
        return ""
    seed = decrypt(held.data["secret"])
    steps = list(yield_hotp_counters_from_time())
    middle = steps[len(steps) // 2]
    codes = [format_hotp_value(hotp_value(seed, step)) for step in sorted(steps, key=lambda step: abs(step - middle))]
    used = TOTP(held)._get_used_cache_key
    return next((code for code in codes if cache.get(used(code)) is None), "")
