from django.apps import AppConfig


class PatrolsConfig(AppConfig):
    name = "nuanyang.journey.discover.patrols"
    label = "patrols"
