from django.apps import AppConfig


class BreakGlassConfig(AppConfig):
    name = "nuanyang.insight.break_glass"
    label = "break_glass"
