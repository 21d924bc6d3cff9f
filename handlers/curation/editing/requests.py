"""Requests to change an entry, as commands have them."""

import re
from dataclasses import dataclass

from handlers.core.arguments import one_line
from handlers.curation.model.fields import FieldName

_ID = re.compile(r"(?:centre|offer|faq)/[a-z0-9-]{1,110}")
_NUMBER = re.compile(r"[0-9]{1,15}")
_MAX_NAME_LENGTH = 300
# Leads back to the question which entry is meant.
OTHER = "anderen"


@dataclass(frozen=True, kw_only=True, slots=True)
class EditRequest:
    """The entry, field and value of a change, as far as they were given.

    `name` is what a person calls the entry, if they gave no id. `revision` is the one of the entry that they have seen.
    """

    name: str = ""
    entry: str = ""
    field: FieldName | None = None
    revision: int | None = None
    value: str | None = None


def parse_request(argument: str) -> EditRequest:
    """Return the entry, field and revision in the first line, in this order, and the value below it.

    With any other word behind the field, the field is yet to be chosen.
    """
    head, below, value = argument.partition("\n")
    id_, *words = head.split() or [""]
    if not _ID.fullmatch(id_):
        return EditRequest(name=one_line(argument)[:_MAX_NAME_LENGTH])
    field = FieldName(words[0]) if words and words[0] in tuple(FieldName) else None
    further = words[1:] if field else words
    revision = next((int(word) for word in further if _NUMBER.fullmatch(word)), None)
    return EditRequest(
        entry=id_,
        field=None if further and revision is None else field,
        revision=revision,
        value=value.strip() if below else None,
    )
