from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "nuanyang.insight.workbench"
    label = "workbench"

    def ready(self) -> None:
        from nuanyang.insight.workbench import presence

        presence.watch()
