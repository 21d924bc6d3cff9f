"""Inline queries: look-ups in any chat by typing behind the bot's name."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from telegram import Bot, InlineQuery, InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import ParseMode

from bot import rendering
from bot.platforms.telegram.failures import get_repeatable
from bot.platforms.telegram.outgoing import NO_PREVIEW, shorten, split_text
from bot.platforms.telegram.translate import language_of, sender_of
from handlers.core.sanitising import one_line
from handlers.faq.lookups import Hit, LookUp, Page

Find: TypeAlias = Callable[[LookUp], Awaitable[Page]]

# Telegram shows the same results again for so long; a change to the knowledge is seen after that.
_KEPT_SECONDS = 60
_DESCRIPTION = 120


async def answer_query(bot: Bot, query: InlineQuery, find: Find) -> None:
    """Answer an inline query, unless it is too old; raises one of FAILURES."""
    page = await find(
        LookUp(
            sender=sender_of(query.from_user),
            language=language_of(query.from_user),
            typed=query.query,
            start=int(query.offset) if query.offset.isdecimal() and len(query.offset) < 6 else 0,
        )
    )
    await get_repeatable(
        bot.answer_inline_query(
            query.id,
            [_result(hit) for hit in page.hits],
            cache_time=_KEPT_SECONDS,
            is_personal=True,
            next_offset="" if page.following is None else str(page.following),
        )
    )


def _result(hit: Hit) -> InlineQueryResultArticle:
    text = split_text(hit.text)[0]
    return InlineQueryResultArticle(
        id=hashlib.blake2b(hit.id.encode(), digest_size=16).hexdigest(),
        title=one_line(hit.title),
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
