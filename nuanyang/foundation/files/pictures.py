"""Pictures are decoded and written anew: what hid in or behind them is gone, and where they were taken."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

THUMBNAIL = 320
FORMATS = ("JPEG", "PNG", "WEBP")


class NoPicture(ValueError):
    """Not a picture that can be read."""


class TooManyPixels(ValueError):
    """The picture would take too much memory to decode."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture written anew, and a small one beside it (JPEG)."""

    content: bytes
    media_type: str
    thumbnail: bytes
    width: int
    height: int


def rewrite(content: bytes, *, pixels: int, side: int) -> Picture:
    """Decode within ``pixels``, turn upright, shrink to ``side``, write as JPEG (PNG stays PNG).

    :raises NoPicture: truncated or no picture. :raises TooManyPixels: beyond ``pixels``.
    """
    try:
        with warnings.catch_warnings():
            # The library's own limit warns; ours decides, before anything is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            if image.width * image.height > pixels:
                raise TooManyPixels(f"{image.width} × {image.height}")
            png = image.format == "PNG"
            image.draft("RGB", (side * 2, side * 2))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    except Image.DecompressionBombError as error:
        raise TooManyPixels(str(error)) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, TooManyPixels):
            raise
        raise NoPicture(str(error)) from error
    plain = _flat(upright)
    small = plain.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    written = _written(plain, "PNG") if png else _written(plain, "JPEG")
    return Picture(
        written, "image/png" if png else "image/jpeg", _written(small, "JPEG"), plain.width, plain.height
    )


def _flat(image: Image.Image) -> Image.Image:
    """On white, in RGB, and nothing but the pixels."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image)
        image = ground
    rgb = image.convert("RGB")
    return Image.frombytes("RGB", rgb.size, rgb.tobytes())


def _written(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    if form == "PNG":
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, "JPEG", quality=86, optimize=True, progressive=True)
    return out.getvalue()
