"""Every view declares who may open it; what declares nothing is refused.

    @access("stays.view")     needs the permission
    @access("intake.register", reads=True)  answers POST too in a transaction that cannot write
    @access.signed_in         needs a signed-in user with a role in force
    @access.account           needs a signed-in user, with or without a role (own settings)
    @access.public("why")     open to all
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
Level = Literal["permission", "signed_in", "account", "public"]


@dataclass(frozen=True, slots=True)
class Declared:
    """What a view asks of its visitor."""

    level: Level
    permission: str = ""
    why: str = ""
    #: Even a POST only reads: what is asked for must not stand in an address or a log.
    reads: bool = False
    #: What the visitor sees by an emergency access alone is there in a POST too; for a view whose operation is lent.
    lent: bool = False


def declare(view: View, declared: Declared) -> View:
    view.access = declared  # type: ignore[attr-defined]
    return view


class _Access:
    def __call__(self, permission: str, *, reads: bool = False, lent: bool = False) -> Callable[[View], View]:
        return lambda view: declare(view, Declared("permission", permission, reads=reads, lent=lent))

    def signed_in(self, view: View) -> View:
        return declare(view, Declared("signed_in"))

    def account(self, view: View) -> View:
        return declare(view, Declared("account"))

    def public(self, why: str) -> Callable[[View], View]:
        return lambda view: declare(view, Declared("public", why=why))


access = _Access()

#: Views of libraries, by the prefix of their URL name.
LIBRARY: tuple[tuple[str, Declared], ...] = (
    ("account_login", Declared("public", why="sign-in")),
    ("account_logout", Declared("public", why="sign-out")),
    ("account_reauthenticate", Declared("account")),
    ("account_change_password", Declared("account")),
    ("account_inactive", Declared("public", why="sign-in")),
    ("mfa_authenticate", Declared("public", why="second step of sign-in")),
    ("mfa_login_webauthn", Declared("public", why="sign-in by passkey")),
    ("mfa_", Declared("account")),
    ("usersessions_", Declared("account")),
    ("openid_connect_", Declared("public", why="sign-in through the organisation's identity provider")),
    ("socialaccount_login_", Declared("public", why="sign-in through an identity provider went wrong")),
)


def declared_of(view: Callable[..., Any], url_name: str | None) -> Declared | None:
    """What the view, or the library it comes from, declares."""
    for candidate in (view, getattr(view, "view_class", None)):
        found = getattr(candidate, "access", None)
        if isinstance(found, Declared):
            return found
    for prefix, declared in LIBRARY:
        if url_name and url_name.startswith(prefix):
            return declared
    return None
