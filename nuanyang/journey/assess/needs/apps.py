from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "nuanyang.journey.assess.needs"
    label = "needs"
