from django.apps import AppConfig


class ScopeConfig(AppConfig):
    name = "nuanyang.foundation.scope"
    label = "scope"

    def ready(self) -> None:
        from nuanyang.foundation.scope import checks  # noqa: F401  registers the checks
