"""Admission to pages: people with a session who are still editors."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.storage.web.sessions import DeskSession
from bot.web.base.desk import COOKIE, FORM_TOKEN, HTMX, Desk, Page, SignedOut, make_context
from bot.web.base.forms import DROPPED_FILE, read_form, read_unsent, read_without_files
from bot.web.base.limits import RateLimits
from bot.web.base.templating import TemplateResponse, render_template
from bot.web.pages import overview
from handlers.context.context import Context
from knowledge.search import Language

PageHandler: TypeAlias = Callable[[Page], Awaitable[web.StreamResponse]]

# More than a form may hold, so that one with too large a file comes back with what was written.
MAX_BODY = 24 * 1024 * 1024
_SEEN_INTERVAL = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One page or action; those for admins are hidden from everybody else.

    `texts` are the fields that people write, which outlive the session; "field" stands for "field.date", too. Whatever
    else a form holds is ids and choices, which nobody misses. With `keeps_text` all of it outlives the session, and the
    handler shows the form again for the action "show".
    """

    method: str
    path: str
    handler: PageHandler
    admins_only: bool = False
    keeps_text: bool = False
    texts: Collection[str] = ()

    def is_written(self, name: str, value: str) -> bool:
        """Return whether a field holds what a person has written."""
        words = len(value.split())
        return words > 0 if name.partition(".")[0] in self.texts else self.keeps_text and words > 1


class Admission:
    """Admits people with a session who are still editors to the pages."""

    def __init__(self, desk: Desk, limits: RateLimits) -> None:
        self._desk = desk
        self._limits = limits

    def to(self, route: Route) -> Handler:
        """Return a route's handler for requests, which sends people without a session away."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                return await _answer(await self._admit(request, route), route)
            except SignedOut:
                if HTMX in request.headers:
                    # Nothing takes the place of a part of the page on which somebody writes.
                    return web.Response(status=204)
                if route.method == "POST":
                    self._limits.admit_stranger(request)
                fields = await read_unsent(request, MAX_BODY)
                if not _has_text(fields, route):
                    raise
                return _keep_text(self._desk.settings.language, request, fields, route)

        return handle

    async def _admit(self, request: web.Request, route: Route) -> Page:
        """Return the page of a person who may see it. Raises SignedOut, HTTPNotFound or HTTPTooManyRequests."""
        secret = request.cookies.get(COOKIE, "")
        # Of strangers no form is read, and who may send one is looked at when it has arrived, which can take long.
        fields = await read_form(request) if request.method == "POST" and await self._has_session(secret) else {}
        async with self._desk.database.read() as unit:
            session = await unit.desk_sessions.find(secret, self._desk.clock()) if secret else None
            context = await make_context(self._desk, unit, session.sender) if session else None
            waiting = await overview.count_waiting(context, unit) if context else {}
        if session is None or context is None or not await self._is_editor(session, context):
            raise SignedOut
        is_admin = context.is_admin(session.sender)
        if route.admins_only and not is_admin:
            raise web.HTTPNotFound
        self._limits.admit_person(session.sender)
        return Page(
            desk=self._desk,
            request=request,
            session=session,
            secret=secret,
            language=context.chosen_language or self._desk.settings.language,
            is_admin=is_admin,
            waiting=waiting,
            fields=fields,
            admins_only=route.admins_only,
        )

    async def _has_session(self, secret: str) -> bool:
        async with self._desk.database.read() as unit:
            return await unit.desk_sessions.find(secret, self._desk.clock()) is not None

    async def _is_editor(self, session: DeskSession, context: Context) -> bool:
        """Return whether a person is still an editor; end the sessions of anybody else."""
        now = self._desk.clock()
        if not context.is_editor(session.sender):
            async with self._desk.database.begin() as unit:
                await unit.desk_sessions.end_all(context.accounts_of(session.sender))
            return False
        if now - session.seen_at > _SEEN_INTERVAL:
            async with self._desk.database.begin() as unit:
                await unit.desk_sessions.note_seen(session, now)
        return True


async def _answer(page: Page, route: Route) -> web.StreamResponse:
    """Return the answer of a page; a form without the token of the session is shown again instead of taken."""
    if route.method == "POST" and not page.has_form_token():
        if not route.keeps_text:
            return await _ask_again(page, route)
        page = replace(page, fields={**page.fields, "action": "show"})
    response = await route.handler(page)
    if isinstance(response, TemplateResponse):
        await response.render()
    return response


def _has_text(fields: Mapping[str, str], route: Route) -> bool:
    """Return whether somebody wrote something that would be lost; ids and the choice of a button are no texts."""
    return bool(fields) if route.keeps_text else any(route.is_written(name, value) for name, value in fields.items())


def _list_kept(fields: Mapping[str, str], route: Route) -> Mapping[str, str]:
    """Return what is to be sent again; forms that keep their texts themselves are shown again by other buttons."""
    left_out = (FORM_TOKEN, "action", "drop") if route.keeps_text else (FORM_TOKEN,)
    return {name: value for name, value in fields.items() if name not in left_out}


async def _ask_again(page: Page, route: Route) -> web.Response:
    """Ask whether to send what was written in an earlier session. Raises HTTPForbidden if nothing was."""
    if not _has_text(page.fields, route):
        raise web.HTTPForbidden
    fields = await read_without_files(page.request)
    return _keep_text(page.language, page.request, fields, route, form_token=page.form_token)


def _keep_text(
    language: Language, request: web.Request, fields: Mapping[str, str], route: Route, form_token: str = ""
) -> web.Response:
    """Return a page that holds what was written until it is sent again, after signing in if there is no token."""
    kept = _list_kept(fields, route)
    texts = {name: value for name, value in kept.items() if route.is_written(name, value)}
    others = {name: value for name, value in kept.items() if name not in texts}
    values = {
        "action": request.path_qs,
        "texts": texts,
        "others": others,
        "form_token": form_token,
        "has_lost_files": DROPPED_FILE in kept,
    }
    text = render_template("unsent.html", language, values)
    return web.Response(text=text, content_type="text/html", status=403 if form_token else 401)
