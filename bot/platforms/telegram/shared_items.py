"""Contacts, polls and other shared items, described as text that other platforms can show."""

from collections.abc import Sequence

from telegram import Checklist, Contact, Message, Poll, Venue

from bot.platforms.base.sanitising import sanitise_name, sanitise_text

# Shared by people, where there is nothing to be told of it.
_OTHERS = ("story", "paid_media", "invoice", "giveaway", "giveaway_winners", "live_photo", "passport_data")


def describe_item(message: Message) -> str | None:
    """Return a description of the shared item; None if the message holds none."""
    found: str | None = None
    if message.contact is not None:
        found = _contact(message.contact)
    elif message.poll is not None:
        found = _poll(message.poll)
    elif message.checklist is not None:
        found = _checklist(message.checklist)
    elif message.dice is not None:
        found = f"{message.dice.emoji} {message.dice.value}"
    elif message.game is not None:
        found = f"🎮 {sanitise_name(message.game.title)}"
    else:
        found = next((f"[{kind}]" for kind in _OTHERS if getattr(message, kind)), None)
    return None if found is None else sanitise_text(found)


def describe_venue(venue: Venue) -> str:
    """Return title and address."""
    return sanitise_name(", ".join(filter(None, (venue.title, venue.address))))


def _contact(contact: Contact) -> str:
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))
    return f"👤 {sanitise_name(name)}\n{sanitise_name(contact.phone_number)}"


def _poll(poll: Poll) -> str:
    return _list("📊", poll.question, [option.text for option in poll.options])


def _checklist(checklist: Checklist) -> str:
    return _list("☑", checklist.title, [task.text for task in checklist.tasks])


def _list(sign: str, title: str, lines: Sequence[str]) -> str:
    return "\n".join((f"{sign} {sanitise_name(title)}", *(f"– {sanitise_name(line)}" for line in lines)))
