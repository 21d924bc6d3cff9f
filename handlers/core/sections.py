"""The sections of the list of commands."""

from enum import StrEnum, auto


class Section(StrEnum):
    """A part of the help; they are shown in this order."""

    KNOWLEDGE = auto()
    EXCHANGE = auto()
    NEWS = auto()
    PERSON = auto()
    MODERATION = auto()
    EDITING = auto()
