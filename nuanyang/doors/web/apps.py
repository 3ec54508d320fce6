from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "nuanyang.doors.web"
    label = "web"
