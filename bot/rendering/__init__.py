"""One text, written as a small Markdown subset, in the shape of every place where people read it."""

from bot.rendering.chat_html import telegram, visible
from bot.rendering.markup import html
from bot.rendering.pieces import Length, split
from bot.rendering.prose import numbered, plain

__all__ = ["Length", "html", "numbered", "plain", "split", "telegram", "visible"]
