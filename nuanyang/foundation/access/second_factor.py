"""TOTP for accounts that are set up from the command line or the demo."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from nuanyang.foundation.access.models import User


def add_totp(*, user: User, seed: str | None = None) -> str:
    """Activate TOTP with ``seed`` (base32) or a fresh one; returns the seed.

    An account that has it keeps its authenticator when no seed is given.
    """
    seed = seed or generate_totp_secret()
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, seed)
    return seed
