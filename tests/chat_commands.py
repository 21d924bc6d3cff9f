"""The page of all chat commands in German, from their table; `python -m tests.chat_commands` writes it."""

from collections.abc import Iterator
from pathlib import Path

from handlers.commands import COMMANDS
from handlers.core.commands import Command, Role
from handlers.i18n import CATALOGUES

PAGE = Path(__file__).parents[1] / "docs" / "befehle.md"

_BEGINNING = """# Befehle im Chat

Alle Befehle auf einer Seite, so wie `/hilfe alle` sie zeigt. Schreib sie im Direktchat mit oder ohne Schrägstrich
(„Hilfe“, „Abbrechen“), in einem Raum auf Matrix mit `!lotse` davor, in einer Gruppe auf Telegram mit Schrägstrich.
Groß und klein und Umlaute spielen keine Rolle; wer sich vertippt, bekommt den nächsten Befehl vorgeschlagen. Jeder
Befehl hat auch einen englischen Namen.

Wer zur Redaktion gehört und wer ein Thema moderiert, steht in den Einstellungen. Wie Ankündigungen entstehen und was
hinter `/ankuendigung` stehen kann, erklärt [Ankündigungen](announcements.md); wie Fragen an Kolleg\\*innen laufen,
[Austausch](exchange.md).
"""
_ENDING = """## Hinter Auswahlen

Diese Befehle stehen hinter Knöpfen und Nummern; tippen muss sie niemand: {names}.
"""
_ROLES = {Role.EVERYONE: "alle", Role.MODERATOR: "Moderation", Role.EDITOR: "Redaktion"}


def render() -> str:
    """Return the page in Markdown."""
    hidden = ", ".join(f"`/{command.name}`" for command in COMMANDS if command.hidden)
    return "\n".join((_BEGINNING, *_sections(), _ENDING.format(names=hidden)))


def _sections() -> Iterator[str]:
    listed = COMMANDS.list_for(Role.EDITOR)
    for section, title in CATALOGUES["de"].sections.items():
        rows = [_row(command) for command in listed if command.section is section]
        head = ("| Befehl | was er tut | für | wo | englisch |", "|---|---|---|---|---|")
        yield "\n".join((f"## {title}\n", *head, *rows, ""))


def _row(command: Command) -> str:
    typed = f"/{command.name} {command.example['de']}".rstrip()
    english = f"/{command.names['en']}"
    place = "nur im Direktchat" if command.elsewhere else "überall"
    cells = (f"`{typed}`", command.does["de"], _ROLES[command.role], place, f"`{english}`")
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
