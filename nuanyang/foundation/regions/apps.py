from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "nuanyang.foundation.regions"
    label = "regions"
