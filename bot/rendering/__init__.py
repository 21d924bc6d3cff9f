"""Rendering of a small Markdown subset for every platform."""

from bot.rendering.matrix_html import render_html
from bot.rendering.prose import append_choices, render_plain
from bot.rendering.splitting import Length, split_text
from bot.rendering.telegram_html import render_telegram, visible_text

__all__ = ["Length", "append_choices", "render_html", "render_plain", "render_telegram", "split_text", "visible_text"]
