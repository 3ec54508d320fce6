from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "nuanyang.foundation.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        from nuanyang.foundation.deadlines.operations import after_change
        from nuanyang.foundation.rulebook.hooks import on_change

        on_change(after_change)
