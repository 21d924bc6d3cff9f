"""Results of checking a value: the value as it is saved, doubts about it, or the refusal."""

from dataclasses import dataclass

from handlers.i18n.editing import ValueDoubt, ValueFault


class ValueRefused(Exception):
    """A text that is no value of its field; `details` fill in the sentence of the fault."""

    def __init__(self, fault: ValueFault, **details: str) -> None:
        self.fault = fault
        self.details = details
        super().__init__(fault.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """Something that may be a mistake; `code` is an area code or postal code, `place` a name."""

    kind: ValueDoubt
    code: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedValue:
    """A value as it is saved, None if the field is to be emptied, and what looks doubtful about it."""

    value: str | None
    doubts: tuple[Doubt, ...] = ()
