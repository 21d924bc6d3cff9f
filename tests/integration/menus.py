"""The commands that menus show to people of each role, from the table of commands."""

from handlers.commands import COMMANDS
from handlers.core.commands import Role


def in_menu(role: Role) -> set[str]:
    """Return the German names of the commands that a role has beyond those before it."""
    return {command.names["de"] for command in COMMANDS if command.in_menu and command.role is role}


def only_direct(role: Role) -> set[str]:
    """Return those of them that work in direct chats alone."""
    found = {command.names["de"] for command in COMMANDS if command.elsewhere is not None}
    return in_menu(role) & found
