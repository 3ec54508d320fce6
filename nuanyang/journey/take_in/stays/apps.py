from django.apps import AppConfig


class StaysConfig(AppConfig):
    name = "nuanyang.journey.take_in.stays"
    label = "stays"
