from django.apps import AppConfig


class DeparturesConfig(AppConfig):
    name = "nuanyang.journey.resettle.departures"
    label = "departures"
