from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "nuanyang.foundation.files"
    label = "files"
