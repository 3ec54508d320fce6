from django.apps import AppConfig


class DeparturesConfig(AppConfig):
    name = "nuanyang.journey.resettle.departures"
    label = "departures"

    def ready(self) -> None:
        from nuanyang.journey.resettle.departures import papers  # noqa: F401  declares the papers
