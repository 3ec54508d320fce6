"""What is said about one line of a ledger while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from .cells import raw
from .messages import say
from .model import CellValue, Flag, Heading, Message, Refusal

_NO_COLUMN = {
    "arrived": "入站日期",
    "left": "离站日期",
    "name": "姓名",
    "sex": "性别",
    "age": "年龄",
    "origin": "户籍地",
    "departure": "离站方式",
}


@dataclass(slots=True)
class Doubts:
    """What is said about one line while it is read."""

    flags: list[Flag] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def flag(
        self,
        where: Heading | None,
        field_name: str,
        value: CellValue,
        code: str,
        message: Message | None = None,
    ) -> None:
        """A doubt about a cell."""
        title = where.text if where else _NO_COLUMN.get(field_name, field_name)
        self.flags.append(Flag(title, where.col if where else None, raw(value), code, message or say(code)))

    def refuse(
        self,
        where: Heading | None,
        field_name: str,
        value: CellValue,
        code: str,
        message: Message | None = None,
    ) -> None:
        """A reason why this is no stay."""
        title = where.text if where else _NO_COLUMN.get(field_name, field_name)
        self.refusals.append(Refusal(title, where.col if where else None, raw(value), code, message or say(code)))
