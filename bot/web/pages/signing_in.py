"""Signing in with a link from the chat, and out again."""

from secrets import token_urlsafe

from aiohttp import web

from bot.storage.web.sessions import DeskSession
from bot.web.base.desk import COOKIE, Desk, Page, make_context, redirect
from bot.web.base.limits import RateLimits
from bot.web.base.tables import Table
from bot.web.base.templating import render_template
from handlers.core.events import Sender
from handlers.i18n import CATALOGUES
from knowledge.search import Language
from knowledge.text import fold

_SESSIONS: Table[DeskSession] = Table(
    tabs={"": lambda _: True},
    columns={
        "benutzt": lambda session: session.seen_at.isoformat(),
        "browser": lambda session: fold(session.agent),
        "seit": lambda session: session.began_at.isoformat(),
        "endet": lambda session: session.expires_at.isoformat(),
    },
    turned=frozenset(("benutzt", "seit")),
    identify=lambda session: session.id,
    describe=lambda session: session.agent,
)


class SigningIn:
    """The pages of people who have no session yet."""

    def __init__(self, desk: Desk, limits: RateLimits) -> None:
        self._desk = desk
        self._limits = limits

    async def ask(self, request: web.Request) -> web.Response:
        """Ask whether to sign in; opening a link does not use it up, as messengers preview it."""
        async with self._desk.database.read() as unit:
            sender = await unit.desk_links.find(request.match_info["secret"], self._desk.clock())
            chosen = await unit.preferences.language(sender) if sender else None
        if sender is None:
            # Whoever floods the desk locks nobody out who has a link.
            self._limits.admit_stranger(request)
        return self._render("sign_in.html", sender, chosen)

    async def begin(self, request: web.Request) -> web.StreamResponse:
        """Use the link up and begin a session, unless the person is no longer an editor."""
        now, secret = self._desk.clock(), token_urlsafe(32)
        async with self._desk.database.read() as unit:
            is_link = await unit.desk_links.find(request.match_info["secret"], now) is not None
        if not is_link:
            self._limits.admit_stranger(request)
        async with self._desk.database.begin() as unit:
            sender = await unit.desk_links.take(request.match_info["secret"], now)
            if sender is None or not (await make_context(self._desk, unit, sender)).is_editor(sender):
                return self._render("sign_in.html", None, None)
            expires_at = now + self._desk.web.session_lifetime
            await unit.desk_sessions.begin(secret, sender, request.headers.get("User-Agent", ""), now, expires_at)
            await unit.audit_log.add(sender, "signed_in", "", now)
        answer = redirect("/")
        answer.set_cookie(COOKIE, secret, path="/", secure=True, httponly=True, samesite="Lax")
        return answer

    async def invite(self, _: web.Request) -> web.Response:
        """Tell how to get a link."""
        return self._render("signed_out.html", None, None, status=200)

    def _render(
        self, template: str, sender: Sender | None, chosen: Language | None, *, status: int | None = None
    ) -> web.Response:
        text = render_template(template, chosen or self._desk.settings.language, {"sender": sender})
        return web.Response(text=text, content_type="text/html", status=status or (200 if sender else 410))


async def sign_out(page: Page) -> web.StreamResponse:
    """End this session."""
    async with page.begin() as (_, unit):
        await unit.desk_sessions.end(page.session.id, [page.sender])
        await unit.audit_log.add(page.sender, "session_ended", "", page.now)
    answer = redirect("/abgemeldet")
    answer.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return answer


async def show_sessions(page: Page) -> web.StreamResponse:
    """Show where the person is signed in."""
    async with page.begin() as (context, unit):
        sessions = await unit.desk_sessions.list_of(context.accounts_of(page.sender), page.now)
    query = _SESSIONS.parse_query(page)
    return page.render("sessions.html", found=_SESSIONS.select(sessions, query), query=query)


async def end_session(page: Page) -> web.StreamResponse:
    """End one of the person's sessions."""
    async with page.begin() as (context, unit):
        if await unit.desk_sessions.end(page.field("session"), context.accounts_of(page.sender)):
            await unit.audit_log.add(page.sender, "session_ended", "", page.now)
    return redirect("/anmeldungen")


async def switch_language(page: Page) -> web.StreamResponse:
    """Speak another language with the person, here and in chats."""
    language = page.field("language")
    if language not in CATALOGUES:
        raise web.HTTPBadRequest
    async with page.begin() as (context, unit):
        await context.stores.preferences.choose_language(page.sender, language)
        await unit.audit_log.add(page.sender, "language_chosen", language, page.now)
    return redirect("/")
