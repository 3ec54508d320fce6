"""Why a paper cannot be printed, in both languages."""

from __future__ import annotations


class CannotPrint(RuntimeError):
    """A font or a character is missing, a template does not fit, the page setter complains."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en

    def said(self, lang: str) -> str:
        """The sentence in ``zh`` or ``en``."""
        return self.en if lang == "en" else self.zh
