"""The table of all pages of the desk, and the application that serves them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.settings.web import PATH
from bot.storage.web.sessions import DeskSession
from bot.system.clock import monotonic_now
from bot.system.throttle import Throttle
from bot.web.base.assets import serve_asset
from bot.web.base.desk import FORM_TOKEN, HTMX, Desk, Page, make_context
from bot.web.base.forms import DROPPED_FILE, read_form, read_unsent, read_without_files
from bot.web.base.security import guard
from bot.web.base.templating import TemplateResponse, render_template
from bot.web.pages import audit_log, overview, signing_in
from bot.web.pages.announcements import (
    actions,
    announcement_list,
    announcement_page,
    attachments,
    audience_form,
    calendar,
    draft_page,
    drafts,
    failed_copies,
    feeds,
    live,
    recipients,
    reports,
    rewording,
    templates,
)
from bot.web.pages.care import deputies, due_list, round_page
from bot.web.pages.exchange import channel_list, exchange_list, lessons, question_page
from bot.web.pages.gaps import gap_list, gap_page, marked
from bot.web.pages.knowledge import (
    directory,
    entry_list,
    entry_page,
    history,
    kept_questions,
    links,
    proposal_list,
    spreadsheets,
    term_archive,
    terms,
    trial,
)
from bot.web.pages.operations import data_protection, deliveries, status
from bot.web.pages.people import members, reach, roles, rooms
from bot.web.pages.signing_in import COOKIE, SigningIn
from handlers.context.context import Context
from knowledge.search import Language

PageHandler: TypeAlias = Callable[[Page], Awaitable[web.StreamResponse]]

# More than a form may hold, so that one with too large a file comes back with what was written.
MAX_BODY = 24 * 1024 * 1024
_BURST, _PER_MINUTE = 120, 240  # requests of one person
_SEEN_INTERVAL = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One page or action; those for admins are hidden from everybody else.

    `keeps_text`: what was written there outlives the session; its handler shows the form again for the action "show".
    """

    method: str
    path: str
    handler: PageHandler
    admins_only: bool = False
    keeps_text: bool = False


ROUTES = (
    Route(method="GET", path="/", handler=overview.show),
    # Knowledge
    Route(method="GET", path="/probe", handler=trial.show),
    Route(method="GET", path="/probe/fragen", handler=kept_questions.show),
    Route(method="POST", path="/probe/fragen", handler=trial.keep_question),
    Route(method="POST", path="/probe/fragen/streichen", handler=trial.drop_question),
    Route(method="GET", path="/wissen", handler=entry_list.show),
    Route(method="GET", path="/wissen/neu", handler=entry_page.show_new),
    Route(method="POST", path="/wissen/neu", handler=entry_page.create, keeps_text=True),
    Route(method="GET", path="/wissen/vorschlaege", handler=proposal_list.show),
    Route(method="POST", path="/wissen/vorschlaege/{number}/uebernehmen", handler=proposal_list.take_over),
    Route(method="POST", path="/wissen/vorschlaege/{number}/ablehnen", handler=proposal_list.refuse),
    Route(method="GET", path="/wissen/ausgeben/{slug}", handler=spreadsheets.export),
    Route(method="GET", path="/wissen/einspielen", handler=spreadsheets.ask_for_file),
    Route(method="POST", path="/wissen/einspielen", handler=spreadsheets.preview),
    Route(method="GET", path="/wissen/einspielen/vorschau", handler=spreadsheets.show_preview),
    Route(method="POST", path="/wissen/einspielen/schreiben", handler=spreadsheets.write),
    Route(method="GET", path="/wissen/begriffe", handler=terms.show_list),
    Route(method="GET", path="/wissen/begriffe/neu", handler=terms.show_new),
    Route(method="POST", path="/wissen/begriffe/neu", handler=terms.create, keeps_text=True),
    Route(method="GET", path="/wissen/begriffe/{kind}/{slug}", handler=terms.show),
    Route(method="POST", path="/wissen/begriffe/{kind}/{slug}", handler=terms.save, keeps_text=True),
    Route(method="GET", path="/wissen/begriffe/{kind}/{slug}/archivieren", handler=term_archive.ask_to_archive),
    Route(method="POST", path="/wissen/begriffe/{kind}/{slug}/archivieren", handler=term_archive.archive),
    Route(method="POST", path="/wissen/begriffe/{kind}/{slug}/wiederherstellen", handler=term_archive.restore),
    Route(method="GET", path="/wissen/verzeichnis/{form}", handler=directory.download),
    Route(method="GET", path="/wissen/links", handler=links.show),
    Route(method="POST", path="/wissen/links/pruefen", handler=links.check_again),
    Route(method="POST", path="/wissen/vorschau", handler=entry_page.preview),
    Route(method="POST", path="/wissen/wirkung", handler=entry_page.show_effect),
    Route(method="GET", path="/wissen/{kind}/{slug}", handler=entry_page.show),
    Route(method="POST", path="/wissen/{kind}/{slug}", handler=entry_page.save, keeps_text=True),
    Route(method="GET", path="/wissen/{kind}/{slug}/verlauf", handler=history.show),
    Route(method="POST", path="/wissen/{kind}/{slug}/wiederherstellen", handler=entry_page.restore),
    Route(method="GET", path="/wissen/{kind}/{slug}/archivieren", handler=entry_page.ask_to_archive),
    Route(method="POST", path="/wissen/{kind}/{slug}/archivieren", handler=entry_page.archive),
    # Care
    Route(method="GET", path="/pflege", handler=round_page.show),
    Route(method="GET", path="/pflege/runde.csv", handler=round_page.download),
    Route(method="GET", path="/pflege/offen", handler=due_list.show),
    Route(method="GET", path="/pflege/vertretungen", handler=deputies.show),
    # Gaps
    Route(method="GET", path="/luecken", handler=gap_list.show),
    Route(method="GET", path="/luecken/so-nicht", handler=marked.show),
    Route(method="GET", path="/luecken/stillgelegt", handler=gap_list.show_silenced),
    Route(method="GET", path="/luecken/{id}", handler=gap_page.show),
    Route(method="POST", path="/luecken/{id}/zuordnen", handler=gap_page.assign),
    Route(method="POST", path="/luecken/{id}/erledigen", handler=gap_page.settle),
    Route(method="POST", path="/luecken/{id}/stilllegen", handler=gap_page.silence),
    Route(method="POST", path="/luecken/{id}/beachten", handler=gap_page.heed),
    # Exchange
    Route(method="GET", path="/austausch", handler=exchange_list.show),
    Route(method="GET", path="/austausch/kanaele", handler=channel_list.show),
    Route(method="GET", path="/austausch/entwuerfe", handler=lessons.show_list),
    Route(method="GET", path="/austausch/entwuerfe/{number}", handler=lessons.show),
    Route(method="POST", path="/austausch/entwuerfe/{number}", handler=lessons.save),
    Route(method="POST", path="/austausch/entwuerfe/{number}/freigeben", handler=lessons.approve),
    Route(method="POST", path="/austausch/entwuerfe/{number}/streichen", handler=lessons.strike),
    Route(method="GET", path="/austausch/{number}", handler=question_page.show),
    Route(method="POST", path="/austausch/{number}/{action}", handler=question_page.act),
    # Announcements
    Route(method="GET", path="/ankuendigungen", handler=announcement_list.show),
    Route(method="GET", path="/ankuendigungen/neu", handler=drafts.show_new),
    Route(method="POST", path="/ankuendigungen/neu", handler=drafts.create),
    Route(method="POST", path="/ankuendigungen/vorschau", handler=draft_page.preview),
    Route(method="POST", path="/ankuendigungen/bedingungen", handler=audience_form.show_conditions),
    Route(method="POST", path="/ankuendigungen/aussicht", handler=draft_page.show_outlook),
    Route(method="POST", path="/ankuendigungen/links", handler=draft_page.show_links),
    Route(method="GET", path="/ankuendigungen/feeds", handler=feeds.show),
    Route(method="GET", path="/ankuendigungen/kalender", handler=calendar.show),
    Route(method="GET", path="/ankuendigungen/vorlagen", handler=templates.show_list),
    Route(method="GET", path="/ankuendigungen/vorlagen/{name}", handler=templates.show),
    Route(method="POST", path="/ankuendigungen/vorlagen/{name}", handler=templates.save),
    Route(method="GET", path="/ankuendigungen/vorlagen/{name}/ausfuellen", handler=templates.ask_fields),
    Route(method="POST", path="/ankuendigungen/vorlagen/{name}/ausfuellen", handler=templates.fill),
    Route(method="POST", path="/ankuendigungen/vorlagen/{name}/loeschen", handler=templates.drop),
    Route(method="GET", path="/ankuendigungen/{number}", handler=announcement_page.show),
    Route(method="GET", path="/ankuendigungen/{number}/bearbeiten", handler=drafts.show),
    Route(method="POST", path="/ankuendigungen/{number}/bearbeiten", handler=drafts.save),
    Route(method="GET", path="/ankuendigungen/{number}/anhang/{place}", handler=attachments.download),
    Route(method="GET", path="/ankuendigungen/{number}/vorlage", handler=templates.ask_name),
    Route(method="POST", path="/ankuendigungen/{number}/vorlage", handler=templates.create),
    Route(method="GET", path="/ankuendigungen/{number}/text", handler=rewording.show),
    Route(method="POST", path="/ankuendigungen/{number}/text", handler=rewording.save),
    Route(method="POST", path="/ankuendigungen/{number}/text/vorschau", handler=rewording.preview),
    Route(method="POST", path="/ankuendigungen/{number}/links", handler=announcement_page.try_links),
    Route(method="GET", path="/ankuendigungen/{number}/empfaenger", handler=recipients.show),
    Route(method="GET", path="/ankuendigungen/{number}/fehlgeschlagen", handler=failed_copies.show),
    Route(method="GET", path="/ankuendigungen/{number}/verlauf", handler=live.stream),
    Route(method="GET", path="/ankuendigungen/{number}/bericht.csv", handler=reports.download),
    Route(method="POST", path="/ankuendigungen/{number}/{action}", handler=actions.act),
    # People and rooms
    Route(method="GET", path="/menschen", handler=roles.show),
    Route(method="POST", path="/menschen/freischalten", handler=roles.grant, admins_only=True),
    Route(method="GET", path="/menschen/entziehen", handler=roles.ask_to_revoke, admins_only=True),
    Route(method="POST", path="/menschen/entziehen", handler=roles.revoke, admins_only=True),
    Route(method="GET", path="/menschen/zentren", handler=members.show),
    Route(method="POST", path="/menschen/zentren/aufnehmen", handler=members.grant),
    Route(method="POST", path="/menschen/zentren/einladen", handler=members.invite),
    Route(method="GET", path="/menschen/zentren/entfernen", handler=members.ask_to_remove),
    Route(method="POST", path="/menschen/zentren/entfernen", handler=members.remove),
    Route(method="GET", path="/menschen/abos", handler=reach.show),
    Route(method="GET", path="/menschen/raeume", handler=rooms.show),
    # Operations
    Route(method="GET", path="/betrieb", handler=status.show, admins_only=True),
    Route(method="GET", path="/betrieb/datenschutz", handler=data_protection.show, admins_only=True),
    Route(method="GET", path="/betrieb/zustellungen", handler=deliveries.show, admins_only=True),
    Route(method="POST", path="/betrieb/zustellungen/noch-einmal", handler=deliveries.retry, admins_only=True),
    Route(method="POST", path="/betrieb/zustellungen/verwerfen", handler=deliveries.drop, admins_only=True),
    Route(
        method="POST",
        path="/betrieb/zustellungen/alle-noch-einmal",
        handler=deliveries.retry_failed,
        admins_only=True,
    ),
    # Account
    Route(method="GET", path="/protokoll", handler=audit_log.show),
    Route(method="GET", path="/anmeldungen", handler=signing_in.show_sessions),
    Route(method="POST", path="/anmeldungen/beenden", handler=signing_in.end_session),
    Route(method="POST", path="/abmelden", handler=signing_in.sign_out),
    Route(method="POST", path="/sprache", handler=signing_in.switch_language),
)


def create_app(desk: Desk) -> web.Application:
    """Return the application of the desk, to be mounted below PATH."""
    app = web.Application(middlewares=guard(desk))
    entrance = SigningIn(desk)
    app.router.add_get("/anmelden/{secret}", entrance.ask)
    app.router.add_post("/anmelden/{secret}", entrance.begin)
    app.router.add_get("/abgemeldet", entrance.invite)
    app.router.add_get("/static/{version}/{name}", serve_asset)
    admit = _Admission(desk)
    for route in ROUTES:
        app.router.add_route(route.method, route.path, admit.to(route))
    app.router.add_get("", _add_slash)
    return app


class _Admission:
    """Admits people with a session who are still editors to the pages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._throttle = Throttle(burst=_BURST, per_minute=_PER_MINUTE, clock=monotonic_now)

    def to(self, route: Route) -> Handler:
        """Return a route's handler for requests, which sends people without a session away."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                page = await self._admit(request, route)
            except web.HTTPSeeOther:
                if HTMX in request.headers:
                    # Nothing takes the place of a part of the page on which somebody writes.
                    return web.Response(status=204)
                fields = await read_unsent(request, MAX_BODY)
                if not _has_text(fields, route):
                    raise
                return _keep_text(self._desk.settings.language, request, _list_kept(fields, route))
            if route.method == "POST" and not page.has_form_token():
                if not route.keeps_text:
                    return await _ask_again(page, route)
                page = replace(page, fields={**page.fields, "action": "show"})
            response = await route.handler(page)
            if isinstance(response, TemplateResponse):
                await response.render()
            return response

        return handle

    async def _admit(self, request: web.Request, route: Route) -> Page:
        """Return the page of a person who may see it. Raises HTTPSeeOther, HTTPNotFound or HTTPTooManyRequests."""
        secret = request.cookies.get(COOKIE, "")
        # Of strangers no form is read, and who may send one is looked at when it has arrived, which can take long.
        fields = await read_form(request) if request.method == "POST" and await self._has_session(secret) else {}
        async with self._desk.database.read() as unit:
            session = await unit.desk_sessions.find(secret, self._desk.clock()) if secret else None
            context = await make_context(self._desk, unit, session.sender) if session else None
            waiting = await overview.count_waiting(context, unit) if context else {}
        if session is None or context is None or not await self._is_editor(session, context):
            raise web.HTTPSeeOther(PATH + "/abgemeldet")
        is_admin = context.is_admin(session.sender)
        if route.admins_only and not is_admin:
            raise web.HTTPNotFound
        delay, _ = self._throttle.take(session.sender)
        if delay:
            raise web.HTTPTooManyRequests
        return Page(
            desk=self._desk,
            request=request,
            session=session,
            secret=secret,
            language=context.chosen_language or self._desk.settings.language,
            is_admin=is_admin,
            waiting=waiting,
            fields=fields,
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


def _has_text(fields: Mapping[str, str], route: Route) -> bool:
    """Return whether somebody wrote something that would be lost; ids and the choice of a button are no texts."""
    return bool(fields) if route.keeps_text else any(len(value.split()) > 1 for value in fields.values())


def _list_kept(fields: Mapping[str, str], route: Route) -> Mapping[str, str]:
    """Return what is to be sent again; forms that keep their texts themselves are shown again by other buttons."""
    left_out = (FORM_TOKEN, "action", "drop") if route.keeps_text else (FORM_TOKEN,)
    return {name: value for name, value in fields.items() if name not in left_out}


async def _ask_again(page: Page, route: Route) -> web.Response:
    """Ask whether to send what was written in an earlier session. Raises HTTPForbidden if nothing was."""
    if not _has_text(page.fields, route):
        raise web.HTTPForbidden
    kept = _list_kept(await read_without_files(page.request), route)
    return _keep_text(page.language, page.request, kept, form_token=page.form_token)


def _keep_text(language: Language, request: web.Request, kept: Mapping[str, str], form_token: str = "") -> web.Response:
    """Return a page that holds what was written until it is sent again, after signing in if there is no token."""
    texts = {name: value for name, value in kept.items() if len(value.split()) > 1}
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


async def _add_slash(_: web.Request) -> web.StreamResponse:
    raise web.HTTPPermanentRedirect(PATH + "/")
