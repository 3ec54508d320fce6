from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "nuanyang.foundation.files"
    label = "files"

    def ready(self) -> None:
        from nuanyang.foundation.files.rotation import Blobs
        from nuanyang.foundation.secrets import rotation

        rotation.register(Blobs())
