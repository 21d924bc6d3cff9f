"""Latency of answers in chats while editors click through the desk, on the data of years."""

import asyncio
import gc
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, cycle
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from aiohttp import ClientSession, DummyCookieJar

from bot.runtime.app import build
from bot.runtime.services import App
from bot.settings.loading import Settings
from bot.settings.service import Limits, Roles
from bot.settings.web import PATH, WebSettings
from bot.web.base.desk import COOKIE
from handlers.core.events import PlatformName, Sender
from tests.bench.desk_data import NOW, make_knowledge
from tests.bench.load import Loopback, event
from tests.bench.stage import QUESTIONS
from tests.bench.tables import show
from tests.bench.web import prepare_file
from tests.integration.synapse import free_port
from tests.web.chromium.addresses import find_addresses

_EDITORS = tuple(Sender(platform=PlatformName.MATRIX, id=f"@editor-{number}:example.org") for number in range(20))
_PAUSE_S = 5.0  # of an editor between two clicks
_QUESTIONS_A_SECOND = 5
_ROUND_S, _ROUNDS = 20, 6
_UNLIMITED = 100_000


async def clicks() -> None:
    """Ask alone and beside the editors by turns, so that other programs on the machine lengthen both alike."""
    file = await prepare_file(make_knowledge())
    with TemporaryDirectory() as folder:
        await asyncio.to_thread(shutil.copy, file, folder)
        alone, beside, clicked = await _measure(Path(folder))
    cuts = [quantiles(times, n=100, method="inclusive") for times in (alone, beside)]
    names = ("alone", f"beside {len(_EDITORS)} editors")
    rows = [(name, *(f"{cut[at]:.1f}" for at in (49, 94, 98))) for name, cut in zip(names, cuts, strict=True)]
    ratios = ("×", *(f"{cuts[1][at] / cuts[0][at]:.2f}" for at in (49, 94, 98)))
    title = f"An answer in a chat, {len(alone):,} times each; {clicked:,} pages opened, by each one in {_PAUSE_S:.0f} s"
    show(title, ("", "median ms", "p95 ms", "p99 ms"), [*rows, ratios])


async def _measure(folder: Path) -> tuple[Sequence[float], Sequence[float], int]:
    """Return what answers took in milliseconds, alone and beside editors, and how many pages these opened."""
    started, port = perf_counter(), free_port()
    accounts = tuple(f"{each.platform}:{each.id}" for each in _EDITORS)
    settings = Settings(
        data_dir=folder,
        roles=Roles(admins=accounts, editors=accounts),
        limits=Limits(burst=_UNLIMITED, per_minute=_UNLIMITED),
        web=WebSettings(url=f"http://localhost:{port}", listen=f"127.0.0.1:{port}"),
    )

    def clock() -> datetime:
        return NOW + timedelta(seconds=perf_counter() - started)

    async with build(settings, clock=clock) as app, ClientSession(cookie_jar=DummyCookieJar()) as client:
        chats = _Chats(app)
        editors = await _Editors.sign_in(app, client, f"http://localhost:{port}")
        # As the service does when it has started.
        gc.collect()
        gc.freeze()
        await chats.ask()
        times: tuple[list[float], list[float]] = ([], [])
        for number in range(_ROUNDS):
            clicking = asyncio.create_task(editors.click()) if number % 2 else None
            times[number % 2].extend(await chats.ask())
            if clicking is not None:
                clicking.cancel()
                await asyncio.gather(clicking, return_exceptions=True)
    return times[0], times[1], editors.opened


class _Chats:
    """People who ask in chats, and are answered over a platform that takes no time."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._asked: dict[int, float] = {}
        self._took: list[float] = []
        self._numbers, self._questions = count(), cycle(QUESTIONS)
        app.reachable_platforms[PlatformName.CONSOLE] = Loopback(self._note)

    def _note(self, number: int) -> None:
        self._took.append(1_000 * (perf_counter() - self._asked[number]))

    async def ask(self) -> Sequence[float]:
        """Return what the answers of one round took, in milliseconds; questions come whether or not one waits."""
        self._took = []
        async with asyncio.TaskGroup() as tasks:
            for number in range(_QUESTIONS_A_SECOND * _ROUND_S):
                tasks.create_task(self._ask(number / _QUESTIONS_A_SECOND))
        return self._took

    async def _ask(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        number = next(self._numbers)
        self._asked[number] = perf_counter()
        await self._app.dispatcher.handle(event(number, next(self._questions)))


@dataclass(kw_only=True)
class _Editors:
    """Browsers of editors, and the pages that they open in turn."""

    client: ClientSession
    origin: str
    cookies: Sequence[Mapping[str, str]]
    addresses: Sequence[str]
    opened: int = 0
    chance: Random = field(default_factory=lambda: Random(22))  # noqa: S311

    @classmethod
    async def sign_in(cls, app: App, client: ClientSession, origin: str) -> "_Editors":
        cookies = [{COOKIE: await _sign_in(app, client, origin, each)} for each in _EDITORS]
        addresses = await find_addresses(origin, cookies[0])
        return cls(client=client, origin=origin, cookies=cookies, addresses=sorted(addresses.values()))

    async def click(self) -> None:
        """Open pages until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for cookies in self.cookies:
                tasks.create_task(self._click(cookies))

    async def _click(self, cookies: Mapping[str, str]) -> None:
        while True:
            await asyncio.sleep(2 * _PAUSE_S * self.chance.random())
            url = f"{self.origin}{PATH}{self.chance.choice(self.addresses)}"
            async with self.client.get(url, cookies=cookies, allow_redirects=False) as answer:
                await answer.read()
            self.opened += answer.status == 200


async def _sign_in(app: App, client: ClientSession, origin: str, editor: Sender) -> str:
    """Return the secret of a session."""
    async with app.database.begin() as unit:
        await unit.desk_links.add(f"secret-of-{editor.id}", editor, app.clock() + timedelta(minutes=10))
    url = f"{origin}{PATH}/anmelden/secret-of-{editor.id}"
    async with client.post(url, headers={"Sec-Fetch-Site": "same-origin"}, allow_redirects=False) as answer:
        if answer.status != 303:
            raise RuntimeError(f"signing in answers {answer.status}: {await answer.text()}")
        return answer.cookies[COOKIE].value
