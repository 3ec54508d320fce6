"""Bearer tokens: only the digest is kept; a wrong or expired one is told so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nuanyang.foundation.access import operations
from nuanyang.foundation.access.models import AccessToken
from nuanyang.foundation.scope.acting import acting_as

pytestmark = pytest.mark.django_db


def test_a_token_signs_in_and_its_secret_is_not_kept(an, system):
    token, secret = operations.make_token(user_id=an.user_id, days=1, at=timezone.now(), actor=system)
    with acting_as(system):
        assert secret not in AccessToken.objects.get(pk=token.pk).digest
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert client.get("/people/").status_code == 200


def test_wrong_and_expired_tokens_are_refused(an, system):
    _token, secret = operations.make_token(
        user_id=an.user_id, days=1, at=timezone.now() - timedelta(days=2), actor=system
    )
    for bad in (secret, "nyt_made-up"):
        assert Client(headers={"Authorization": f"Bearer {bad}"}).get("/people/").status_code == 401
