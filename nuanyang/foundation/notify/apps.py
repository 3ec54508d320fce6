from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "nuanyang.foundation.notify"
    label = "notify"

    def ready(self) -> None:
        from nuanyang.foundation.notify import reactions  # noqa: F401  hangs on events
