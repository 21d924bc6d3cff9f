"""The table of all pages of the desk, and the application that serves them."""

from aiohttp import web

from bot.settings.web import PATH
from bot.web.admission import Admission, Route
from bot.web.base.assets import serve_asset
from bot.web.base.desk import Desk
from bot.web.base.limits import RateLimits
from bot.web.base.security import guard
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
from bot.web.pages.gaps import gap_list, gap_page
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
from bot.web.pages.operations import checks, data_protection, deliveries, status
from bot.web.pages.people import members, reach, roles, rooms
from bot.web.pages.signing_in import SigningIn

_DRAFT = ("text", "english", "audience", "when")
_LESSON = ("title", "text")

ROUTES = (
    Route(method="GET", path="/", handler=overview.show),
    # Knowledge
    Route(method="GET", path="/probe", handler=trial.show),
    Route(method="GET", path="/probe/fragen", handler=kept_questions.show),
    Route(method="POST", path="/probe/fragen", handler=trial.keep_question, texts=("question", "entry")),
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
    Route(method="GET", path="/luecken/so-nicht", handler=gap_list.show_marked),
    Route(method="GET", path="/luecken/stillgelegt", handler=gap_list.show_silenced),
    Route(method="GET", path="/luecken/{id}", handler=gap_page.show),
    Route(method="POST", path="/luecken/{id}/zuordnen", handler=gap_page.assign, texts=("phrasing",)),
    Route(method="POST", path="/luecken/{id}/erledigen", handler=gap_page.settle),
    Route(method="POST", path="/luecken/{id}/stilllegen", handler=gap_page.silence),
    Route(method="POST", path="/luecken/{id}/beachten", handler=gap_page.heed),
    # Exchange
    Route(method="GET", path="/austausch", handler=exchange_list.show),
    Route(method="GET", path="/austausch/kanaele", handler=channel_list.show),
    Route(method="GET", path="/austausch/entwuerfe", handler=lessons.show_list),
    Route(method="GET", path="/austausch/entwuerfe/{number}", handler=lessons.show),
    Route(method="POST", path="/austausch/entwuerfe/{number}", handler=lessons.save, texts=_LESSON),
    Route(method="POST", path="/austausch/entwuerfe/{number}/freigeben", handler=lessons.approve, texts=_LESSON),
    Route(method="POST", path="/austausch/entwuerfe/{number}/streichen", handler=lessons.strike),
    Route(method="GET", path="/austausch/{number}", handler=question_page.show),
    Route(method="POST", path="/austausch/{number}/{action}", handler=question_page.act, texts=("into",)),
    # Announcements
    Route(method="GET", path="/ankuendigungen", handler=announcement_list.show),
    Route(method="GET", path="/ankuendigungen/neu", handler=drafts.show_new),
    Route(method="POST", path="/ankuendigungen/neu", handler=drafts.create, texts=_DRAFT),
    Route(method="POST", path="/ankuendigungen/vorschau", handler=draft_page.preview),
    Route(method="POST", path="/ankuendigungen/bedingungen", handler=audience_form.show_conditions),
    Route(method="POST", path="/ankuendigungen/aussicht", handler=draft_page.show_outlook),
    Route(method="POST", path="/ankuendigungen/links", handler=draft_page.show_links),
    Route(method="GET", path="/ankuendigungen/feeds", handler=feeds.show),
    Route(method="GET", path="/ankuendigungen/kalender", handler=calendar.show),
    Route(method="GET", path="/ankuendigungen/vorlagen", handler=templates.show_list),
    Route(method="GET", path="/ankuendigungen/vorlagen/{name}", handler=templates.show),
    Route(method="POST", path="/ankuendigungen/vorlagen/{name}", handler=templates.save, texts=("name", "text")),
    Route(method="GET", path="/ankuendigungen/vorlagen/{name}/ausfuellen", handler=templates.ask_fields),
    Route(method="POST", path="/ankuendigungen/vorlagen/{name}/ausfuellen", handler=templates.fill, texts=("field",)),
    Route(method="POST", path="/ankuendigungen/vorlagen/{name}/loeschen", handler=templates.drop),
    Route(method="GET", path="/ankuendigungen/{number}", handler=announcement_page.show),
    Route(method="GET", path="/ankuendigungen/{number}/bearbeiten", handler=drafts.show),
    Route(method="POST", path="/ankuendigungen/{number}/bearbeiten", handler=drafts.save, texts=_DRAFT),
    Route(method="GET", path="/ankuendigungen/{number}/anhang/{place}", handler=attachments.download),
    Route(method="GET", path="/ankuendigungen/{number}/vorlage", handler=templates.ask_name),
    Route(method="POST", path="/ankuendigungen/{number}/vorlage", handler=templates.create, texts=("name",)),
    Route(method="GET", path="/ankuendigungen/{number}/text", handler=rewording.show),
    Route(method="POST", path="/ankuendigungen/{number}/text", handler=rewording.save, texts=("text", "english")),
    Route(method="POST", path="/ankuendigungen/{number}/text/vorschau", handler=rewording.preview),
    Route(method="POST", path="/ankuendigungen/{number}/links", handler=announcement_page.try_links),
    Route(method="GET", path="/ankuendigungen/{number}/empfaenger", handler=recipients.show),
    Route(method="GET", path="/ankuendigungen/{number}/fehlgeschlagen", handler=failed_copies.show),
    Route(method="GET", path="/ankuendigungen/{number}/verlauf", handler=live.stream),
    Route(method="GET", path="/ankuendigungen/{number}/bericht.csv", handler=reports.download),
    Route(method="POST", path="/ankuendigungen/{number}/{action}", handler=actions.act, texts=("reason",)),
    # People and rooms
    Route(method="GET", path="/menschen", handler=roles.show),
    Route(method="POST", path="/menschen/freischalten", handler=roles.grant, admins_only=True, texts=("account",)),
    Route(method="GET", path="/menschen/entziehen", handler=roles.ask_to_revoke, admins_only=True),
    Route(method="POST", path="/menschen/entziehen", handler=roles.revoke, admins_only=True),
    Route(method="GET", path="/menschen/zentren", handler=members.show),
    Route(method="POST", path="/menschen/zentren/aufnehmen", handler=members.grant, texts=("account",)),
    Route(method="POST", path="/menschen/zentren/einladen", handler=members.invite),
    Route(method="GET", path="/menschen/zentren/entfernen", handler=members.ask_to_remove),
    Route(method="POST", path="/menschen/zentren/entfernen", handler=members.remove),
    Route(method="GET", path="/menschen/abos", handler=reach.show),
    Route(method="GET", path="/menschen/raeume", handler=rooms.show),
    # Operations
    Route(method="GET", path="/betrieb", handler=status.show, admins_only=True),
    Route(method="GET", path="/betrieb/pruefungen", handler=checks.show, admins_only=True),
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
    limits = RateLimits()
    entrance = SigningIn(desk, limits)
    app.router.add_get("/anmelden/{secret}", entrance.ask)
    app.router.add_post("/anmelden/{secret}", entrance.begin)
    app.router.add_get("/abgemeldet", entrance.invite)
    app.router.add_get("/static/{version}/{name}", serve_asset)
    admit = Admission(desk, limits)
    for route in ROUTES:
        app.router.add_route(route.method, route.path, admit.to(route))
    app.router.add_get("", _add_slash)
    return app


async def _add_slash(_: web.Request) -> web.StreamResponse:
    raise web.HTTPPermanentRedirect(PATH + "/")
