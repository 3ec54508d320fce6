"""What a telephone's authenticator shows."""

from __future__ import annotations

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time


def totp(seed: str, step: int = 0) -> str:
    """The code of now, or of ``step`` half minutes later."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(seed, counters[len(counters) // 2] + step)))
