"""Signing in at the desk: links that work once, sessions that end, and forms that come from nowhere else."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count

import pytest
from aiohttp import ClientResponse

from bot.web.admission import Route
from bot.web.app import ROUTES
from bot.web.base.desk import COOKIE
from handlers.core.events import Sender
from tests.web.conftest import ADMIN, EDITOR, URL, Browser, DeskHouse, fill_path, to_text

SECRET = "x" * 32
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


async def _add_link(house: DeskHouse, sender: Sender = EDITOR) -> None:
    async with house.database.begin() as unit:
        await unit.desk_links.add(SECRET, sender, house.now + timedelta(minutes=10))


async def test_a_link_is_used_up_by_the_button_alone(stranger: Browser, house: DeskHouse) -> None:
    await _add_link(house)
    for _ in range(3):
        assert "@edith:example.org" in await stranger.text(f"/anmelden/{SECRET}")
    begun = await stranger.post(f"/anmelden/{SECRET}", with_token=False)
    assert (begun.status, begun.headers["Location"]) == (303, "/redaktion/")
    cookie = begun.cookies[COOKIE]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")
    assert cookie["domain"] == ""
    assert (await stranger.get(f"/anmelden/{SECRET}")).status == 410
    assert (await stranger.post(f"/anmelden/{SECRET}", with_token=False)).status == 410


async def test_a_link_ends_after_ten_minutes(stranger: Browser, house: DeskHouse) -> None:
    await _add_link(house)
    house.now += timedelta(minutes=10)
    assert (await stranger.post(f"/anmelden/{SECRET}", with_token=False)).status == 410


async def test_whoever_is_no_longer_an_editor_gets_no_session(stranger: Browser, house: DeskHouse) -> None:
    await _add_link(house)
    house.editors = ()
    assert (await stranger.post(f"/anmelden/{SECRET}", with_token=False)).status == 410


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
async def test_no_page_opens_without_a_session(stranger: Browser, route: Route) -> None:
    path, method = fill_path(route), route.method
    answer = await (stranger.get(path) if method == "GET" else stranger.post(path, with_token=False))
    assert (answer.status, answer.headers.get("Location")) == (303, "/redaktion/abgemeldet")
    stranger.cookie = "guessed"
    assert (await stranger.get(path if method == "GET" else "/")).status == 303


async def test_a_session_ends_after_eight_hours(editor: Browser, house: DeskHouse) -> None:
    house.now += timedelta(hours=7, minutes=59)
    assert (await editor.get("/")).status == 200
    house.now += timedelta(minutes=1)
    assert (await editor.get("/")).headers["Location"] == "/redaktion/abgemeldet"


async def test_a_session_ends_with_the_role(editor: Browser, house: DeskHouse) -> None:
    before, house.editors = house.editors, (ADMIN,)
    assert (await editor.get("/")).status == 303
    house.editors = before
    assert (await editor.get("/")).status == 303


async def test_people_see_and_end_their_own_sessions_only(editor: Browser, admin: Browser, house: DeskHouse) -> None:
    async with house.database.begin() as unit:
        (theirs,) = await unit.desk_sessions.list_of([ADMIN], house.now)
    await editor.post("/anmeldungen/beenden", {"session": theirs.id})
    assert (await admin.get("/")).status == 200
    async with house.database.begin() as unit:
        (own,) = await unit.desk_sessions.list_of([EDITOR], house.now)
    await editor.post("/anmeldungen/beenden", {"session": own.id})
    assert (await editor.get("/")).status == 303


async def test_signing_out_ends_the_session(editor: Browser, house: DeskHouse) -> None:
    answer = await editor.post("/abmelden")
    assert answer.headers["Location"] == "/redaktion/abgemeldet"
    assert (await editor.get("/")).status == 303
    async with house.database.begin() as unit:
        assert [each.action for each in await unit.audit_log.list_page(None, 9)] == ["session_ended", "signed_in"]


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}],
)
async def test_a_form_from_elsewhere_is_refused(editor: Browser, headers: dict[str, str]) -> None:
    assert (await editor.post("/abmelden", headers=headers)).status == 403
    assert (await editor.get("/")).status == 200


async def test_an_old_browser_tells_the_origin(editor: Browser) -> None:
    editor.headers = {"Origin": "https://elsewhere.example.org"}
    assert (await editor.post("/sprache", {"language": "en"})).status == 403
    editor.headers = {}
    assert (await editor.post("/sprache", {"language": "en"})).status == 403
    editor.headers = {"Origin": URL}
    assert (await editor.post("/sprache", {"language": "en"})).status == 303
    assert "Overview" in await editor.text("/")


async def test_a_form_without_the_token_of_the_session_is_refused(editor: Browser) -> None:
    assert (await editor.post("/abmelden", with_token=False)).status == 403
    assert (await editor.post("/abmelden", {"form_token": "0" * 64}, with_token=False)).status == 403
    assert (await editor.get("/")).status == 200


async def test_another_language_stands_in_the_log(editor: Browser) -> None:
    await editor.post("/sprache", {"language": "en"})
    assert "changed the language · en" in to_text(await (await editor.get("/protokoll")).text())


async def test_error_pages_speak_the_language_of_the_person(editor: Browser, stranger: Browser) -> None:
    await editor.post("/sprache", {"language": "en"})
    nowhere, untaken = await editor.get("/nowhere"), await editor.post("/abmelden", with_token=False)
    broken = await editor.post("/sprache", {"language": "tlh"})
    for answer, status in ((nowhere, 404), (untaken, 403), (broken, 400)):
        assert answer.status == status
        page = await answer.text()
        assert '<html lang="en">' in page
        assert "That did not work" in to_text(page)
    assert "Das ging nicht" in to_text(await (await stranger.get("/nowhere")).text())


async def test_every_answer_carries_the_headers_that_protect(stranger: Browser, editor: Browser) -> None:
    for browser, path in ((stranger, "/abgemeldet"), (editor, "/"), (editor, "/nothing"), (stranger, "/anmelden/x")):
        headers = (await browser.get(path)).headers
        assert headers["Content-Security-Policy"] == _POLICY
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"


async def _flood(ask: Callable[[], Awaitable[ClientResponse]]) -> int:
    """Ask until that is refused; return how often it was not."""
    for times in range(1_000):
        answer = await ask()
        if answer.status == 429:
            assert 1 <= int(answer.headers["Retry-After"]) <= 60
            assert "Das waren sehr viele Aufrufe auf einmal. Warte kurz." in to_text(await answer.text())
            return times
    raise AssertionError("nothing was refused")


async def test_a_flood_of_one_person_is_slowed_down(editor: Browser) -> None:
    assert await _flood(lambda: editor.get("/anmeldungen")) > 100


async def test_guessing_links_is_slowed_down_and_locks_nobody_out(stranger: Browser, house: DeskHouse) -> None:
    await _add_link(house)
    assert 10 <= await _flood(lambda: stranger.get("/anmelden/guess")) <= 30
    assert (await stranger.post("/anmelden/guess", with_token=False)).status == 429
    assert (await stranger.get(f"/anmelden/{SECRET}")).status == 200
    assert (await stranger.post(f"/anmelden/{SECRET}", with_token=False)).status == 303


async def test_forms_of_strangers_are_slowed_down_by_address(stranger: Browser) -> None:
    async def send(address: str) -> ClientResponse:
        headers = {"X-Forwarded-For": f"192.0.2.7, {address}"}
        return await stranger.post("/probe/fragen", {"question": "Wer darf?"}, with_token=False, headers=headers)

    assert 10 <= await _flood(lambda: send("2001:db8::1")) <= 30
    assert (await send("2001:db8::2")).status == 429
    assert (await send("198.51.100.1")).status == 401
    numbers = count()
    assert 200 <= await _flood(lambda: send(f"198.51.{next(numbers) % 250}.1")) <= 400
