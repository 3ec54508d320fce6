from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "nuanyang.foundation.orgs"
    label = "orgs"
