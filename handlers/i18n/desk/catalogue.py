"""The shape of a language of the web desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class DeskLanguage:
    """One language of the desk.

    `name` is what the language calls itself, `translations` are by the German text. The weekdays begin on Monday. The
    forms are for `str.format`: `day` with `weekday` (short), `number`, `month` (a number), `month_name` (short) and
    `year` (empty in the present one); `long_day` with the long names; `moment` with `day`, `hour` and `minute`.
    """

    name: str
    translations: Mapping[str, str] = field(default_factory=dict)
    weekdays: tuple[str, ...]
    long_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    day: str
    long_day: str
    moment: str
