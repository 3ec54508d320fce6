from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "nuanyang.foundation.access"
    label = "access"

    def ready(self) -> None:
        from nuanyang.foundation.access import (
            checks,  # noqa: F401  registers the checks
            key_rotation,
            sign_in_log,
        )

        sign_in_log.connect()
        key_rotation.connect()
