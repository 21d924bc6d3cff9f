"""Every page and form, asked for after the end of a session or role, or while the answer is being made."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from aiohttp import ClientResponse

from bot.web.admission import Route
from bot.web.app import ROUTES
from bot.web.base.desk import FORM_TOKEN
from tests.web.conftest import ADMIN, EDITOR, Browser, DeskHouse, fill_path

_FORMS = tuple(route for route in ROUTES if route.method == "POST")
# They only show something, or want a file or an address in an entry: what they refuse, they refuse before they begin.
_REFUSED_BEFORE = {
    "/ankuendigungen/links",
    "/wissen/einspielen",
    "/wissen/einspielen/schreiben",
    "/wissen/links/pruefen",
    "/wissen/vorschau",
}
# Enough for each form to be taken.
_FIELDS = {
    "account": "matrix:@new:example.org",
    "as_of": "2026-11",
    "description": "Wer wo parkt",
    "entry": "faq/x|1",
    "kind": "faq",
    "language": "en",
    "nothing": "1",
    "number": "1",
    "phrasing": "Wo darf ich parken?",
    "question": "Wo darf ich parken?",
    "source.name": "Stadt",
    "source.url": "https://example.org",
    "text": "Auf dem Hof.",
    "title": "Parken",
}
_OWN_FIELDS = {"/probe/fragen": {"entry": ""}}


def _name(route: Route) -> str:
    return route.path


def _name_in_full(route: Route) -> str:
    return f"{route.method} {route.path}"


def _lose_role(house: DeskHouse) -> None:
    house.editors, house.admins = (), ()


def _outlast_session(house: DeskHouse) -> None:
    house.now += timedelta(hours=9)


async def _revoke_session(house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        assert await unit.desk_sessions.end_all([ADMIN]) == 1


async def _request(browser: Browser, route: Route, token: str) -> ClientResponse:
    return await (browser.get(fill_path(route)) if route.method == "GET" else _send(browser, route, token))


async def _send(browser: Browser, route: Route, token: str) -> ClientResponse:
    fields = {**_FIELDS, **_OWN_FIELDS.get(route.path, {}), FORM_TOKEN: token}
    return await browser.post(fill_path(route), fields, with_token=False)


def _is_sent_away(answer: ClientResponse) -> bool:
    return answer.status == 401 or answer.headers.get("Location") == "/redaktion/abgemeldet"


@pytest.mark.parametrize("is_revoked", [True, False], ids=["session", "role"])
@pytest.mark.parametrize("route", ROUTES, ids=_name_in_full)
async def test_nothing_is_shown_or_taken_after_the_end(
    admin: Browser, house: DeskHouse, route: Route, is_revoked: bool
) -> None:
    token = await admin.read_token()
    if is_revoked:
        await _revoke_session(house)
    else:
        _lose_role(house)
    assert _is_sent_away(await _request(admin, route, token))


@pytest.mark.parametrize("end", [_lose_role, _outlast_session], ids=["role", "session"])
@pytest.mark.parametrize("route", _FORMS, ids=_name)
async def test_no_form_is_taken_if_the_end_comes_between(
    admin: Browser, house: DeskHouse, route: Route, end: Callable[[DeskHouse], None]
) -> None:
    token = await admin.read_token()
    house.after_context = lambda: end(house)
    answer = await _send(admin, route, token)
    assert _is_sent_away(answer) != (route.path in _REFUSED_BEFORE), answer.status


@pytest.mark.parametrize("route", [route for route in ROUTES if route.admins_only], ids=_name_in_full)
async def test_editors_find_nothing_of_what_is_for_admins(editor: Browser, route: Route) -> None:
    token = await editor.read_token()
    assert (await _request(editor, route, token)).status == 404


@pytest.mark.parametrize("route", [route for route in _FORMS if route.admins_only], ids=_name)
async def test_who_becomes_an_editor_meanwhile_changes_nothing_for_admins(
    admin: Browser, house: DeskHouse, route: Route
) -> None:
    def degrade() -> None:
        house.admins, house.editors = (), (EDITOR, ADMIN)

    token = await admin.read_token()
    house.after_context = degrade
    assert (await _send(admin, route, token)).status == 404
