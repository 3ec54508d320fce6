from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "nuanyang.foundation.notify"
    label = "notify"
