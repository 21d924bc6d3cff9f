"""The reference of all settings, from their declarations: lotse.example.toml, and the tables of docs/configuration.md.

`python -m bot.settings.reference` writes both.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

from bot.settings.fields import Declaration, Unset, VariableOnly, declarations, to_toml
from bot.settings.loading import FILE, Settings, variable_name

_ROOT = Path(__file__).parents[2]
SAMPLE = _ROOT / "lotse.example.toml"
DOCUMENT = _ROOT / "docs" / "configuration.md"

_WIDTH = 110
_BEGIN, _END = "<!-- made by python -m bot.settings.reference: -->\n", "<!-- until here -->\n"
_HEAD = f"""\
# Every setting of Lotse, with its default or an example. Copy to {FILE} what is to differ, without the # before it;
# nothing is required. docs/configuration.md has the same in tables, with the variables that can be set instead.
"""


def render_sample() -> str:
    """Return the sample configuration, in which every setting is commented out, and every section that needs some."""
    return "\n".join((_HEAD, *(_render_section(section, settings) for section, settings in _sections())))


def render_tables() -> str:
    """Return the settings as Markdown, a heading and a table for each section."""
    return "\n".join(_render_table(section, settings) for section, settings in _sections())


def update_tables(document: str) -> str:
    """Return the document with the tables that hold now in the place of those between the two marks."""
    before, _, rest = document.partition(_BEGIN)
    return f"{before}{_BEGIN}\n{render_tables()}\n{_END}{rest.partition(_END)[2]}"


def _sections() -> Iterator[tuple[Declaration | None, list[Declaration]]]:
    """Yield the sections with their settings, first None with the settings outside of all sections."""
    settings: dict[str, list[Declaration]] = {}
    sections: dict[str, Declaration] = {}
    for each in declarations(Settings):
        if each.section is None:
            settings.setdefault(each.key.rpartition(".")[0], []).append(each)
        else:
            sections[each.key] = each
    for name, members in settings.items():
        yield sections.get(name), members


def _render_section(section: Declaration | None, settings: list[Declaration]) -> str:
    lines = [line for each in settings if not each.note(VariableOnly) for line in _render_setting(each)]
    if section is not None:
        # A section that is there for itself would be incomplete while its settings are commented out.
        mark = "" if section.section and isinstance(section.field.default, section.section) else "#"
        name = section.key.replace("*", str(_example(section)))
        lines = [*_comment(_docstring(section)), f"{mark}[{name}]", *lines]
    return "\n".join((*lines, ""))


def _render_setting(setting: Declaration) -> list[str]:
    takes = f" Takes {setting.values()}." if setting.is_restricted else ""
    default = f" Default: {note.meaning}." if (note := setting.note(Unset)) else ""
    return [
        *_comment(f"{setting.field.description}.{takes}{default}"),
        f"#{setting.key.rpartition('.')[2]} = {to_toml(_example(setting))}",
    ]


def _render_table(section: Declaration | None, settings: list[Declaration]) -> str:
    head = [f"## `[{section.key}]`", "", _docstring(section), ""] if section else []
    return "\n".join(
        (
            *head,
            "| setting | variable | default | takes | meaning |",
            "|---|---|---|---|---|",
            *(
                f"| `{each.key}` | `{variable_name(each.key)}` | {_default(each)} | {_escape(each.values())} "
                f"| {each.field.description} |"
                for each in settings
            ),
            "",
        )
    )


def _default(setting: Declaration) -> str:
    if note := setting.note(Unset):
        return str(note.meaning)
    if setting.field.is_required():
        return "required in the section"
    value = setting.field.default
    return "" if value is None else f"`{to_toml(value)}`"


def _example(setting: Declaration) -> Any:
    default = setting.field.get_default()
    return (setting.field.examples or [default])[0] if setting.field.is_required() or not default else default


def _docstring(section: Declaration) -> str:
    return " ".join((inspect.getdoc(section.section) or "").split())


def _escape(cell: str) -> str:
    return cell.replace("*", "\\*")


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)]


if __name__ == "__main__":
    SAMPLE.write_text(render_sample(), encoding="utf-8")
    DOCUMENT.write_text(update_tables(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
