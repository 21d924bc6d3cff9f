"""Which of several processes sends to a room."""

from dataclasses import dataclass
from hashlib import md5

from sqlalchemy import ColumnElement, func, literal_column, type_coerce
from sqlalchemy.types import Integer

# Hexadecimal digits of a room's hash: as many as fit into a number that has a sign.
_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Shard:
    """The `rank`th of `count` equal parts of all rooms."""

    rank: int = 0
    count: int = 1

    @property
    def is_all(self) -> bool:
        return self.count == 1

    def has(self, room: str) -> bool:
        return int(md5(room.encode(), usedforsecurity=False).hexdigest()[:_DIGITS], 16) % self.count == self.rank

    def of(self, room: ColumnElement[str]) -> ColumnElement[bool]:
        """The same in PostgreSQL, which has no shorter way from hexadecimal digits to a number."""
        digits = func.concat("x", func.substr(func.md5(room), 1, _DIGITS))
        number = type_coerce(digits.op("::")(literal_column(f"bit({_DIGITS * 4})::int")), Integer)
        return number % self.count == self.rank
