from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "nuanyang.journey.help.casework"
    label = "casework"
