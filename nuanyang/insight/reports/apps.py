from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "nuanyang.insight.reports"
    label = "reports"
