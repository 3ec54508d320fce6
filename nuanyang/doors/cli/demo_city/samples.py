"""Files of the story people, made by code: a drawn face, a tone for a voice, a typed page for a scan.

Nobody is shown and nobody speaks; each note says so. The bytes are the same every time.
"""

from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PIL import Image, ImageDraw

from nuanyang.doors.cli.demo_city.world import World
from nuanyang.registry.people import operations as people

SIDE = 360
RATE = 8000


@dataclass(frozen=True, slots=True)
class Look:
    """A face in a few shapes: colours of ground, skin, hair and coat; what is drawn beside."""

    ground: str
    skin: str
    hair: str
    coat: str
    beard: bool = False
    long_hair: bool = False


OLD_MAN = Look("#d9dde0", "#d8a884", "#b9bcbe", "#3f5568", beard=True)
MAN = Look("#e4ddcf", "#c98f68", "#2b2724", "#6a4b3a", beard=True)
WORKER = Look("#dfe4dc", "#cf9a74", "#1f1d1c", "#4d5f46")
GIRL = Look("#e6dde2", "#e2b594", "#241f20", "#8a4a57", long_hair=True)


def face(look: Look) -> bytes:
    """A drawn face, PNG."""
    image = Image.new("RGB", (SIDE, SIDE), look.ground)
    draw = ImageDraw.Draw(image)
    if look.long_hair:
        draw.rounded_rectangle((96, 78, 264, 282), 60, fill=look.hair)
    draw.ellipse((40, 262, 320, 520), fill=look.coat)
    draw.rectangle((155, 220, 205, 285), fill=look.skin)
    draw.ellipse((110, 78, 250, 256), fill=look.skin)
    draw.chord((104, 62, 256, 230), 195, 345, fill=look.hair)
    if look.beard:
        draw.chord((114, 130, 246, 262), 25, 155, fill=look.hair)
    for x in (150, 210):
        draw.ellipse((x - 8, 158, x + 8, 174), fill="#262322")
        draw.line((x - 16, 142, x + 16, 142), fill=look.hair, width=5)
    draw.line((180, 168, 174, 200, 184, 200), fill="#8c5f45", width=4)
    draw.line((158, 222, 202, 222), fill="#7c3f38", width=6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def tone() -> bytes:
    """Four soft notes in two seconds, WAV."""
    samples = bytearray()
    for pitch in (294, 349, 330, 262):
        for n in range(RATE // 2):
            swell = math.sin(math.pi * n / (RATE // 2))
            samples += struct.pack("<h", int(9000 * swell * math.sin(2 * math.pi * pitch * n / RATE)))
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(bytes(samples))
    return out.getvalue()


def page(title: str, lines: Sequence[str]) -> bytes:
    """One A4 page of Chinese text, PDF; every reader has a font for it, so none is in the file."""
    text = [_line(title, 22, 760), *(_line(line, 13, 710 - 30 * n) for n, line in enumerate(lines))]
    frame = b"0.6 w 50 60 495 740 re S 50 745 m 545 745 l S\n"
    stream = frame + b"".join(text)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(out) + end % (len(objects) + 1, table, len(objects) + 1, len(out))


def _line(text: str, size: int, y: int) -> bytes:
    return b"BT /F %d Tf 70 %d Td <%s> Tj ET\n" % (size, y, text.encode("utf-16-be").hex().encode())


# ---- kept with a person ------------------------------------------------------------------------


def keep_portrait(world: World, person_id: int, look: Look, at: datetime, *, who: str) -> None:
    """A drawn face, chosen as the portrait."""
    actor = world.actor(who)
    file = people.keep_file(
        person_id=person_id, kind="photo", content=face(look), name="入站照片.png", at=at, actor=actor,
        note="示意画像，不是真人",
    )  # fmt: skip
    people.set_portrait(person_id=person_id, file_id=file.pk, at=at, actor=actor)


def keep_voice(world: World, person_id: int, at: datetime, *, who: str, note: str) -> None:
    """A tone where the voice would be; ``note`` tells what it says."""
    people.keep_file(
        person_id=person_id, kind="voice", content=tone(), name="谈话录音.wav", at=at, actor=world.actor(who), note=note
    )


def keep_scan(
    world: World, person_id: int, at: datetime, *, who: str, title: str, lines: Sequence[str]
) -> None:
    """One typed page."""
    content = page(title, [*lines, "", "演示样张，不是真实文件"])
    people.keep_file(
        person_id=person_id, kind="scan", content=content, name=f"{title}.pdf", at=at, actor=world.actor(who),
        note="演示样张",
    )  # fmt: skip
