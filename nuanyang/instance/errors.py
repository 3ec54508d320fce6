"""What can go wrong with an installation, said so that the reader can mend it."""

from __future__ import annotations


class InstanceError(Exception):
    """An anticipated failure of the installation.

    `zh` and `en` say what is wrong and how to mend it, one line each; `status` is the exit status of the
    command.
    """

    def __init__(self, zh: str, en: str, *, status: int = 1) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.status = status

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"
