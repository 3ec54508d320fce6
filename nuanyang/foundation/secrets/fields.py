"""``SecretField``: stored encrypted, read as text."""

from __future__ import annotations

from typing import Any

from django.db import models

from nuanyang.foundation.secrets.crypto import decrypt, encrypt


class SecretField(models.BinaryField):  # type: ignore[type-arg]
    """Text encrypted in Python (AES-GCM) into a ``bytea``. Not searchable; see blind indexes.

    ``purpose`` is authenticated with the value. Empty text is stored as NULL.
    """

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        kwargs.setdefault("null", True)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["purpose"] = self.purpose
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return decrypt(bytes(value), purpose=self.purpose) if value is not None else ""

    def to_python(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value in (None, ""):
            return None
        if isinstance(value, str):
            value = encrypt(value, purpose=self.purpose)
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("secrets are not serialised")
