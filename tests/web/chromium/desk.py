"""The desk on a port of this machine, and the browser that opens it."""

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, async_playwright

from bot.cli.demo.month import DAYS, Month
from bot.cli.demo.people import Person
from bot.cli.demo.service import build_stage, make_settings
from bot.cli.demo.stage import DemoClock, Stage
from bot.settings.web import PATH
from bot.system.clock import now
from tests.integration.synapse import free_port

_EXECUTABLES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The policy of the desk forbids what these listen for.
_LISTENER = "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"


@dataclass(frozen=True, kw_only=True)
class Served:
    """The service of the demo, whose desk is served at `origin`."""

    stage: Stage
    origin: str

    def url(self, path: str) -> str:
        return f"{self.origin}{PATH}{path}"

    async def make_link(self, person: Person) -> str:
        """Return a link that signs a person in."""
        secret = token_urlsafe(16)
        async with self.stage.app.database.begin() as unit:
            await unit.desk_links.add(secret, person.sender, now() + timedelta(minutes=10))
        return self.url(f"/anmelden/{secret}")


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A browser's page and everything that it complained about, or asked another host for."""

    page: Page
    complaints: Sequence[str]


@asynccontextmanager
async def serve(folder: Path, questions_a_day: int = 1) -> AsyncIterator[Served]:
    """Serve the desk of the demo, after its month."""
    port = free_port()
    settings, end = make_settings(folder, port), now()
    clock = DemoClock(end - timedelta(days=DAYS + 1))
    async with build_stage(settings, clock) as stage:
        await Month(stage=stage, end=end, zone=settings.time_zone, questions_a_day=questions_a_day).play()
        clock.at = None
        yield Served(stage=stage, origin=f"http://localhost:{port}")


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Open Debian's Chromium; skip the tests where there is none, but not in continuous integration."""
    executable = next(filter(None, map(shutil.which, _EXECUTABLES)), None)
    if executable is None:
        reason = "There is no Chromium here: `make test` installs Debian's where it may."
        if os.environ.get("CI") == "true" and shutil.which("apt-get"):
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def open_page(browser: Browser, served: Served, state: Any = None, **options: Any) -> AsyncIterator[Watched]:
    """Open an empty page in a context of its own, signed in if `state` is that of a context which is."""
    context = await browser.new_context(storage_state=state, reduced_motion="reduce", locale="de-DE", **options)
    try:
        yield await watch(context, served)
    finally:
        await context.close()


async def watch(context: BrowserContext, served: Served) -> Watched:
    """Return a new page that notes what it complains about."""
    complaints: list[str] = []

    def note_message(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"console: {message.text}")

    def note_request(request: Request) -> None:
        if not request.url.startswith((served.origin + "/", "data:")):
            complaints.append(f"elsewhere: {request.url}")

    context.on("request", note_request)
    await context.add_init_script(_LISTENER)
    page = await context.new_page()
    page.on("console", note_message)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    return Watched(page=page, complaints=complaints)


async def sign_in(page: Page, served: Served, person: Person) -> None:
    """Sign in with a link, as an editor does."""
    await page.goto(await served.make_link(person))
    await page.get_by_role("button", name="Anmelden").click()
    await page.wait_for_url(served.url("/"))
