"""QR codes for printed pages: the way back from paper to the screen."""

from __future__ import annotations

from functools import lru_cache

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

MASK = 4


@lru_cache(maxsize=256)
def svg(text: str, size: int) -> SafeString:
    """``text`` as an inline svg of ``size`` pixels, one path, quiet zone of two modules, no style attribute."""
    # One mask for all: readers take any, and choosing the prettiest of eight cost more than the rest of a page's frame.
    code = segno.make(text, error="m", micro=False, mask=MASK)
    modules = code.symbol_size(border=2)[0]
    runs: list[str] = []
    for y, row in enumerate(code.matrix):
        start: int | None = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                runs.append(f"M{start + 2} {y + 2}h{x - start}v1h-{x - start}z")
                start = None
    return format_html(
        '<svg class="qr" width="{0}" height="{0}" viewBox="0 0 {1} {1}" role="img" aria-label="{2}"'
        ' shape-rendering="crispEdges">'
        '<rect width="{1}" height="{1}" fill="#fff"/><path fill="#000" d="{3}"/></svg>',
        size,
        modules,
        text,
        mark_safe("".join(runs)),
    )
