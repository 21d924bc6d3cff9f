"""What can be typed or set is documented."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import cli
from bot.settings.loading import setting_names, variable_name
from bot.settings.reference import DOCUMENT, SAMPLE, render_sample, update_tables
from handlers.commands import COMMANDS
from handlers.routing.stages import STAGES
from tests.chat_commands import PAGE, render

_ROOT = Path(__file__).parents[2]
_PAGES = [*sorted(_ROOT.glob("*.md")), *sorted((_ROOT / "docs").glob("*.md"))]
_SOURCES = re.compile(r"`((?:bot|handlers|knowledge|docs|tests)/[\w/.]*)`")


def _doc(name: str) -> str:
    return (_ROOT / "docs" / name).read_text(encoding="utf-8")


def _commands(group: click.Group, path: str = "lotse") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize(("path", "command"), list(_commands(cli)), ids=str)
def test_every_command_and_option_is_documented(path: str, command: click.Command) -> None:
    text = _doc("commands.md")
    assert f"`{path}" in text
    options = [name for option in command.params if isinstance(option, click.Option) for name in option.opts]
    assert [name for name in options if name.startswith("--") and name not in text] == []


@pytest.mark.parametrize("name", list(setting_names()))
def test_every_setting_is_documented_with_its_variable(name: str) -> None:
    assert f"| `{name}` | `{variable_name(name)}` |" in _doc("configuration.md")


def test_the_sample_and_the_tables_of_settings_are_those_of_the_declarations() -> None:
    """If not, run `python -m bot.settings.reference`."""
    assert SAMPLE.read_text(encoding="utf-8") == render_sample()
    document = DOCUMENT.read_text(encoding="utf-8")
    assert document == update_tables(document)


@pytest.mark.parametrize("name", [name for command in COMMANDS for name in command.names.values()])
def test_every_command_of_the_chat_is_documented(name: str) -> None:
    assert f"/{name}" in _doc("commands.md")


def test_the_german_page_of_commands_is_that_of_the_table() -> None:
    """If not, run `python -m tests.chat_commands`."""
    assert PAGE.read_text(encoding="utf-8") == render()


def test_every_page_is_in_the_index() -> None:
    pages = {file.name for file in (_ROOT / "docs").iterdir() if file.is_file()} - {"README.md"}
    assert sorted(pages - {*re.findall(r"\]\(([^)#]+)\)", _doc("README.md"))}) == []


@pytest.mark.parametrize("file", _PAGES, ids=lambda f: f.name)
def test_links_lead_somewhere(file: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", file.read_text(encoding="utf-8"))
    assert [target for target in targets if not (file.parent / target).exists()] == []


@pytest.mark.parametrize("file", _PAGES, ids=lambda f: f.name)
def test_the_files_that_are_named_exist(file: Path) -> None:
    paths = _SOURCES.findall(file.read_text(encoding="utf-8"))
    assert file.name != "architecture.md" or len(paths) > 20
    assert [path for path in paths if not (_ROOT / path).exists()] == []


def test_the_architecture_lists_the_stages_of_a_message() -> None:
    listed = re.findall(r"^\d+\. \*\*(\w+)\*\*: (.+)$", _doc("architecture.md"), re.MULTILINE)
    assert listed == [(stage.name, stage.decides) for stage in STAGES]
