from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "nuanyang.registry.people"
    label = "people"
