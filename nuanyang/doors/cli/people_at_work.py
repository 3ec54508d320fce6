"""What the commands on accounts and organisations share: asking, finding, saying no."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.utils import translation

from nuanyang.foundation.access.actors import actor_for
from nuanyang.foundation.access.models import User
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.instance.errors import InstanceError
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import Refused

Result = TypeVar("Result")


def in_both_languages(operation: Callable[[], Result]) -> Result:
    """Run an operation; its refusal is said in both languages.

    A refusal leaves nothing behind, so the operation is asked a second time for its English words.

    :raises InstanceError: (exit 2) when it was refused.
    """
    said: list[str] = []
    for language in ("zh-hans", "en"):
        try:
            with translation.override(language):
                return operation()
        except Refused as error:
            said.append(f"{error.message} {error.hint}".strip())
            refusal = error
    raise InstanceError(said[0], said[1], status=2) from refusal


def find_user(username: str) -> User:
    """The account. :raises InstanceError: (exit 2) when there is none."""
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise InstanceError(f"没有账号“{username}”。", f"There is no account {username!r}.", status=2)
    return user


def find_organisation(code: str) -> Organisation:
    """The organisation. :raises InstanceError: (exit 2) when there is none."""
    with acting_as(system_actor("command line")):
        found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise InstanceError(f"没有代码为“{code}”的机构。", f"There is no organisation {code!r}.", status=2)
    return found  # type: ignore[no-any-return]


def actor_named(username: str) -> Actor:
    """The actor of an account. :raises InstanceError: when it has no role in force."""
    from django.utils import timezone

    actor, _places = actor_for(find_user(username), at=timezone.now())
    if actor is None:
        raise InstanceError(f"账号“{username}”没有角色。", f"The account {username!r} has no role.", status=2)
    return actor
