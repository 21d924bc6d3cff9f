"""Centres and accounts as they are named in texts and commands."""

from handlers.context.context import Context
from handlers.core.events import Sender
from handlers.core.messages import label


def render_account(account: Sender) -> str:
    """Return name and id of an account, as names can be chosen freely."""
    return f"{label(account.name)} ({label(account.id)})" if account.name else label(account.id)


def render_title(centre: str, context: Context) -> str:
    entry = context.search.get_entry(centre)
    return label(entry.title if entry is not None else centre)


def make_remove_command(account: Sender, centre: str) -> str:
    return f"/mitglied entfernen {account.platform}:{account.id} {centre}"
