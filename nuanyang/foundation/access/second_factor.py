"""The second factor: who needs one, who has one, and setting one up from the command line."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from django.conf import settings

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
