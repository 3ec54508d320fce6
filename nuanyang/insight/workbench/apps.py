from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "nuanyang.insight.workbench"
    label = "workbench"
