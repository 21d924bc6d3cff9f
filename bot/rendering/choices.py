"""Choices where there are no buttons."""

from handlers.core.messages import Message, label


def numbered(message: Message) -> str:
    """Markdown: the text, and beneath it each choice on a line behind its number."""
    # An escaped dot makes these lines a paragraph: as a list they would grow together with one that ends the text.
    lines = [rf"{number}\. {label(choice.label)}" for number, choice in enumerate(message.choices, 1)]
    return "\n\n".join(part for part in (message.text, "\n".join(lines)) if part)
