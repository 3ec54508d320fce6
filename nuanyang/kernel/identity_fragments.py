"""Fragments of identity numbers, so that part of a number can be found by exact look-ups of keyed digests.

Kept per number: the whole ("id"), the last four ("l4") and every run of six characters ("w6"), whatever its
place. An 18-character number gives 15 keys (1 + 1 + 13), a nine-character permit or passport at most 6, a
number of n ≥ 6 characters at most n - 3. At 8 bytes a key that is 120 bytes a person. Any typed run of six
characters or more is then an AND of `w6` keys, and needs neither decryption nor a scan; area (first six),
last six, birth date (8) and area with birth date (first 14) are such runs and need no keys of their own:
the run YYMMDD inside a birth date selects about one person in 30,000. (Runs of five at every second place
would need 9 keys, but one typed run of six would then find ten times too many and every hit would have to
be decrypted.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from nuanyang.kernel.identity import normalise_number

Key = tuple[str, str]
RUN = 6
LAST = 4


def fragments(number: str) -> Iterator[Key]:
    """(label, text) pairs to keep for a number in normal form; no pair twice; nothing for ""."""
    if not number:
        return
    yield "id", number
    if len(number) > LAST:
        yield "l4", number[-LAST:]
    for run in dict.fromkeys(number[i : i + RUN] for i in range(len(number) - RUN + 1)):
        yield "w6", run


def fragment_query(text: str) -> tuple[Key, ...]:
    """The keys a person must all have for `text`, a number or part of one as typed; () if it is too short
    to look for.

    A whole 18-character number asks for "id" alone; four characters (or five, of which the last four) for
    "l4"; six and more for the least set of runs that covers them. Stars and question marks part it into
    pieces (510904**********1234); only the last piece can be the last four. Of an old 15-digit number the
    whole, or a part within the area or behind it, is found.
    """
    whole = normalise_number(text)
    if re.fullmatch(r"\d{17}[\dX]", whole):
        return (("id", whole),)
    pieces = re.split(r"[*?#]+", whole)
    if re.fullmatch(r"\d{15}", whole):
        # An old number lacks the century that kept numbers have behind the area. The runs on either side of
        # the gap are the same as those that cover the first fifteen characters of a new number, so both
        # meanings are found.
        pieces = [whole[:6], whole[6:]]
    keys: list[Key] = []
    for position, piece in enumerate(pieces):
        if len(piece) >= RUN:
            keys += (("w6", run) for run in _covering(piece))
        elif len(piece) >= LAST and position == len(pieces) - 1:
            keys.append(("l4", piece[-LAST:]))
    return tuple(dict.fromkeys(keys))


def _covering(piece: str) -> list[str]:
    last = len(piece) - RUN
    return [piece[i : i + RUN] for i in sorted({*range(0, last + 1, RUN), last})]


def birth_query(born: date) -> tuple[Key, ...]:
    """Everybody whose number holds this birth date (8 digits)."""
    return fragment_query(f"{born:%Y%m%d}")


def near_queries(number: str) -> tuple[tuple[Key, ...], ...]:
    """Alternatives (OR) of key sets (AND) that together find every 18-character number one digit or one
    swap of neighbours away.

    Thirds of the number: an error leaves the first 14, the last 12, or the area and the last four intact.
    Only a swap across place 6 or 14 touches two of them; for each of those one alternative more.
    """
    if len(number) != 18 or "*" in number:
        return ()
    swapped6 = number[:5] + number[6] + number[5] + number[7:]
    swapped14 = number[:13] + number[14] + number[13] + number[15:]
    return (
        fragment_query(number[:14]),
        tuple(("w6", run) for run in _covering(number[6:])),
        (("w6", number[:6]), ("l4", number[-4:])),
        (("id", swapped6),),
        (("id", swapped14),),
    )
