"""A Bot API that is as strict as its documentation: on 127.0.0.1, for one bot, thrown away after a test."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from math import ceil
from secrets import token_hex
from typing import Any

from aiogram.methods.base import TelegramMethod
from aiogram.types import BufferedInputFile, Chat, Update, WebhookInfo
from aiohttp import ClientError, ClientSession, web

from tests.integration.bot_api.answers import ANSWERS, Refused
from tests.integration.bot_api.faults import Fault
from tests.integration.bot_api.limits import SENDING, Limits
from tests.integration.bot_api.validation import Faulty, validated
from tests.integration.bot_api.world import TOKEN, Room
from tests.integration.patience import PATIENCE
from tests.integration.synapse import free_port

# For requests under way at the end: long polls, which nothing would answer any more. Twice, as aiohttp counts.
_LAST_SECONDS = 0.05
_NOT_TOLD_UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, kw_only=True)
class RawUpdate:
    """What another server may send: any JSON, word for word. The server knows `update_id`, whatever stands in it."""

    update_id: int
    json: str
    event_type: str = "message"

    def model_dump_json(self, **_: Any) -> str:
        return self.json


@dataclass(kw_only=True)
class BotApi:
    """`requests` are those that reached it; `faults` what was wrong with them, which no test lets pass."""

    port: int = field(default_factory=free_port)
    rooms: dict[int, Room] = field(default_factory=dict)
    requests: list[TelegramMethod[Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    trouble: list[Fault] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    looked_up: dict[str, Any] = field(default_factory=dict)
    webhook: WebhookInfo = field(
        default_factory=lambda: WebhookInfo(url="", has_custom_certificate=False, pending_update_count=0)
    )
    secret: str | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    limits: Limits | None = None
    longest_poll: float = 50
    brought: list[int] = field(default_factory=list)
    _updates: list[Update | RawUpdate] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1000))
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _polls: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["BotApi"]:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._take)
        app.router.add_get("/file/bot{token}/{path:.+}", self._give_out)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=_LAST_SECONDS)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        posting = asyncio.create_task(self._post())
        try:
            yield self
        finally:
            posting.cancel()
            await runner.cleanup()

    def keep(self, file: BufferedInputFile) -> dict[str, Any]:
        """A file that was uploaded, as messages name it."""
        number = token_hex(8)
        self.files[number] = file.data
        return {
            "file_id": number,
            "file_unique_id": number,
            "file_name": file.filename,
            "file_size": len(file.data),
        }

    def open_room(self, chat: Chat) -> Room:
        return self.rooms.setdefault(chat.id, Room(chat=chat))

    async def happens(self, *, twice: bool = False, **content: Any) -> Update:
        """Something that the bot is told of."""
        update = Update(update_id=next(self._numbers), **content)
        self._updates += [update, update] if twice else [update]
        await self._tell()
        return update

    async def sends(self, shape: str, *, number: int | None = None) -> int:
        """An update of any shape, in which `%d` is its id; returns that."""
        own = next(self._numbers) if number is None else number
        self._updates.append(RawUpdate(update_id=own, json=shape.replace("%d", str(own))))
        await self._tell()
        return own

    def counts_from(self, number: int) -> None:
        """As after a week without an update."""
        self._numbers = count(number)

    async def until(self, reached: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Looks whenever a request has come in."""
        async with asyncio.timeout(patience), self._changed:
            await self._changed.wait_for(reached)

    def asked(self, method: str) -> list[Any]:
        """The requests of one method."""
        return [request for request in self.requests if request.__api_method__ == method]

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return _refusal(401, "Unauthorized")
        posted = await request.post()
        files = {}
        for key, value in posted.items():
            if isinstance(value, web.FileField):
                with value.file:
                    files[key] = BufferedInputFile(value.file.read(), value.filename)
        given = {**request.query, **{key: str(value) for key, value in posted.items() if key not in files}}
        try:
            method = validated(name, given, files)
        except Faulty as fault:
            self.faults.append(str(fault))
            return _refusal(400, f"Bad Request: {fault}")
        self.requests.append(method)
        return await self._answered(method, request)

    async def _give_out(self, request: web.Request) -> web.Response:
        found = self.files.get(request.match_info["path"].rpartition("/")[2])
        if request.match_info["token"] != TOKEN or found is None:
            return web.Response(status=404)
        return web.Response(body=found)

    async def _answered(self, method: TelegramMethod[Any], request: web.Request) -> web.StreamResponse:
        fault = self._fault(method)
        try:
            if fault is not None and fault.hangs:
                if fault.after:
                    await self._result(method)
                await self._tell()
                await asyncio.Event().wait()
            self._check_limits(method)
            if fault is not None and fault.status:
                return _refusal(fault.status, fault.description, fault.parameters)
            if fault is not None and fault.result:
                return web.json_response(text=f'{{"ok": true, "result": {fault.result}}}')
            if fault is not None and not fault.after:
                return _break(request)
            result = await self._result(method)
            return _break(request) if fault is not None else _result(result)
        except Refused as refused:
            return _refusal(refused.status, refused.description, refused.parameters)
        finally:
            await self._tell()

    def _check_limits(self, method: TelegramMethod[Any]) -> None:
        if self.limits is None or method.__api_method__ not in SENDING:
            return
        if wait := self.limits.wait(str(getattr(method, "chat_id", ""))):
            seconds = ceil(wait)
            raise Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})

    def _fault(self, method: TelegramMethod[Any]) -> Fault | None:
        fault = next((each for each in self.trouble if each.method == method.__api_method__), None)
        if fault is not None:
            fault.times -= 1
            if not fault.times:
                self.trouble.remove(fault)
        return fault

    async def _result(self, method: TelegramMethod[Any]) -> Any:
        if method.__api_method__ == "getUpdates":
            return await self._polled(method)
        answer = ANSWERS.get(method.__api_method__)
        if answer is None:
            self.faults.append(f"{method.__api_method__} is not known here")
            raise Refused(404, "Not Found")
        return answer(self, method)

    async def _polled(self, method: Any) -> list[Update | RawUpdate]:
        """Whoever asks last is served; the other learns of it."""
        if self.webhook.url:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self._polls += 1
        own = self._polls
        await self._tell()
        if method.offset:
            self._updates = [update for update in self._updates if update.update_id >= method.offset]

        def ready() -> bool:
            return self._polls != own or bool(self._told(method.allowed_updates))

        async with self._changed:
            try:
                async with asyncio.timeout(min(method.timeout or 0, self.longest_poll)):
                    await self._changed.wait_for(ready)
            except TimeoutError:
                return []
        if self._polls != own:
            raise Refused(409, "Conflict: terminated by other getUpdates request; make sure that only one runs")
        return self._told(method.allowed_updates)[: method.limit or 100]

    def _told(self, kinds: list[str] | None) -> list[Update | RawUpdate]:
        if kinds is None:
            return [update for update in self._updates if update.event_type not in _NOT_TOLD_UNASKED]
        return [update for update in self._updates if update.event_type in kinds]

    async def _post(self) -> None:
        """To the webhook, one after the other, each until it is taken."""
        async with ClientSession() as session:
            while True:
                async with self._changed:
                    await self._changed.wait_for(lambda: bool(self.webhook.url and self._updates))
                update = self._updates[0]
                headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret or "", "Content-Type": "application/json"}
                try:
                    body = _json(update)
                    async with session.post(self.settings["webhook"], data=body, headers=headers) as taken:
                        self.brought.append(taken.status)
                        if taken.status == 200:
                            self._updates.remove(update)
                            await self._tell()
                            continue
                except ClientError:
                    pass
                await asyncio.sleep(0.2)


def _result(result: Any) -> web.Response:
    return web.Response(text=f'{{"ok": true, "result": {_json(result)}}}', content_type="application/json")


def _json(result: Any) -> str:
    if isinstance(result, list):
        return f"[{', '.join(map(_json, result))}]"
    if isinstance(result, bool | str | int):
        return json.dumps(result)
    return str(result.model_dump_json(by_alias=True, exclude_none=True))


def _refusal(status: int, description: str, parameters: dict[str, Any] | None = None) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description}
    return web.json_response({**body, **({"parameters": parameters} if parameters else {})}, status=status)


def _break(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()
