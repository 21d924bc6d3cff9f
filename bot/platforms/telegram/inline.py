"""Inline queries: look-ups in any chat by typing behind the bot's name."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from telegram import Bot, InlineQueryResultArticle, InputTextMessageContent
from telegram import InlineQuery as TelegramQuery
from telegram.constants import ParseMode

from bot import rendering
from bot.platforms.telegram.failures import get_repeatable
from bot.platforms.telegram.outgoing import NO_PREVIEW, shorten, split_text
from bot.platforms.telegram.translate import language_of, sender_of
from handlers.core.sanitising import to_one_line
from handlers.faq.inline_queries import InlinePage, InlineQuery, InlineResult

Find: TypeAlias = Callable[[InlineQuery], Awaitable[InlinePage]]

# Telegram shows the same results again for so long; a change to the knowledge is seen after that.
_KEPT_SECONDS = 60
_DESCRIPTION = 120


async def answer_query(bot: Bot, query: TelegramQuery, find: Find) -> None:
    """Answer an inline query, unless it is too old; raises one of FAILURES."""
    page = await find(
        InlineQuery(
            sender=sender_of(query.from_user),
            language=language_of(query.from_user),
            text=query.query,
            offset=int(query.offset) if query.offset.isdecimal() and len(query.offset) < 6 else 0,
        )
    )
    await get_repeatable(
        bot.answer_inline_query(
            query.id,
            [_result(hit) for hit in page.results],
            cache_time=_KEPT_SECONDS,
            is_personal=True,
            next_offset="" if page.next_offset is None else str(page.next_offset),
        )
    )


def _result(hit: InlineResult) -> InlineQueryResultArticle:
    text = split_text(hit.text)[0]
    return InlineQueryResultArticle(
        id=hashlib.blake2b(hit.id.encode(), digest_size=16).hexdigest(),
        title=to_one_line(hit.title),
        description=_description(text),
        input_message_content=InputTextMessageContent(
            rendering.render_telegram(text),
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
        ),
    )


def _description(text: str) -> str:
    """Return the text behind the title, on one line."""
    _, _, rest = rendering.render_plain(text).partition("\n")
    return shorten(" ".join(rest.split()), _DESCRIPTION)
