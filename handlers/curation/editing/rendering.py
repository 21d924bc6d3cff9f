"""Changes as people read them: the field with its old and its new value."""

from collections.abc import Iterator

from handlers.core.messages import label
from handlers.curation.editing.entries import list_editable
from handlers.curation.editing.excerpts import excerpt_changes
from handlers.curation.model.fields import FieldName
from handlers.i18n.editing import EditingTexts
from knowledge.entries import AnyEntry

_MAX_SHORT = 40
_MAX_SHOWN = 800


def render_difference(entry: AnyEntry, name: FieldName, old: str | None, new: str | None, texts: EditingTexts) -> str:
    """Return the title and the field, with both values below it."""
    before, after = render_changes(name, old, new, texts)
    return texts.difference.format(entry=label(entry.title), field=texts.fields[name], old=before, new=after)


def render_changes(name: FieldName, old: str | None, new: str | None, texts: EditingTexts) -> tuple[str, str]:
    """Return two values for who decides between them: of a text all that differs, however long that is."""
    if name is not FieldName.TEXT:
        return render_value(name, old, texts), render_value(name, new, texts)
    before, after = _trim_same(old or "", new or "")
    if max(len(before), len(after)) > _MAX_SHOWN:
        before, after = excerpt_changes(before, after)
    return before or texts.empty, after or texts.empty


def render_value(name: FieldName, value: str | None, texts: EditingTexts) -> str:
    """Return a value for a message; a long text is cut."""
    if not value:
        return texts.empty
    if name is not FieldName.TEXT:
        return label(value)
    return value if len(value) <= _MAX_SHOWN else f"{value[:_MAX_SHOWN]} …"


def render_short(value: str | None, texts: EditingTexts) -> str:
    """Return a value in one plain line, as on a button."""
    line = " ".join((value or texts.empty).split())
    return line if len(line) <= _MAX_SHORT else f"{line[: _MAX_SHORT - 1]}…"


def list_changes(old: AnyEntry, new: AnyEntry, texts: EditingTexts) -> Iterator[str]:
    """Yield a line for each field that differs."""
    for field in list_editable(new):
        before, after = field.read(old), field.read(new)
        if before != after:
            values = (render_value(field.name, value, texts) for value in (before, after))
            yield texts.change.format(field=texts.fields[field.name], old=next(values), new=next(values))


def _trim_same(old: str, new: str) -> tuple[str, str]:
    """Return the paragraphs that differ, without those that both texts begin and end with."""
    before, after = old.split("\n\n"), new.split("\n\n")
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    return "\n\n".join(before), "\n\n".join(after)
