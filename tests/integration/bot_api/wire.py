"""A server of bare sockets, which plays one scene per connection and knows how much of each request it has seen."""

import asyncio
import os
import re
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.integration.patience import PATIENCE

SENT = b'{"ok": true, "result": {"message_id": 7, "date": 1780000000, "chat": {"id": 5, "type": "private"}}}'
# A record with application data that no key of this connection has made.
_FORGED_RECORD = b"\x17\x03\x03\x00\x20" + bytes(32)
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(kw_only=True)
class Line:
    """One connection, from the server's side."""

    wire: "Wire"
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def head(self) -> bytes:
        """Read a request's head; its body stays where it is."""
        return await self.reader.readuntil(b"\r\n\r\n")

    async def request(self) -> bytes:
        """Read a whole request and return it."""
        head = await self.head()
        length = _LENGTH.search(head)
        body = await self.reader.readexactly(int(length[1]) if length else 0)
        self.wire.requests.append(head + body)
        await self.wire.tell()
        return head + body

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, body: bytes = SENT, status: str = "200 OK", *headers: str) -> None:
        lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: application/json", *headers)
        await self.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def say(self, data: bytes) -> None:
        """Write something small at once, past TLS, and not when the loop comes to it."""
        os.write(self._socket().fileno(), data)

    def forge(self) -> None:
        """Send a record of TLS that can't be decrypted."""
        self.say(_FORGED_RECORD)

    def reset(self) -> None:
        """End the connection with RST."""
        self._socket().setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def shut(self) -> None:
        """End the connection with FIN at once, and not when the loop comes to it."""
        self._socket().shutdown(socket.SHUT_RDWR)

    def _socket(self) -> socket.socket:
        plain: socket.socket = self.writer.get_extra_info("socket")
        return plain


Scene: TypeAlias = Callable[[Line], Awaitable[None]]


@dataclass(kw_only=True)
class Wire:
    """`scenes` are played by the connections in turn, the last by all that follow; `requests` were seen whole."""

    scenes: Sequence[Scene]
    certificate: Path | None = None
    requests: list[bytes] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    port: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _playing: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"{'http' if self.certificate is None else 'https'}://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Wire"]:
        context = None
        if self.certificate is not None:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(self.certificate)
        server = await asyncio.start_server(self._take, "127.0.0.1", 0, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for playing in self._playing:
                playing.cancel()
            await asyncio.gather(*self._playing, return_exceptions=True)
            await server.wait_closed()

    async def tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, reached: Callable[[], bool]) -> None:
        """Look whenever a connection has come in, a request has been seen or a scene has ended."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(reached)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        playing = asyncio.current_task()
        assert playing is not None
        self._playing.add(playing)
        line = Line(wire=self, reader=reader, writer=writer)
        self.lines.append(line)
        scene = self.scenes[min(len(self.lines), len(self.scenes)) - 1]
        # Whoever is at the other end may go at any time.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await scene(line)
        writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()


def certified(folder: Path, name: str = "127.0.0.1", *, days: int = 1) -> Path:
    """Make a certificate that vouches for itself, valid for so many days, with its key in the same file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    known = x509.IPAddress(ip_address(name)) if name[0].isdecimal() else x509.DNSName(name)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([known]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
