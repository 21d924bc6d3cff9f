"""Download and upload of files in the homeserver's repository, encrypted in encrypted rooms."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from nio.crypto.attachments import decrypt_attachment, encrypt_attachment
from nio.exceptions import EncryptionError

from bot.platforms.base.contract import PermanentFailure, TemporaryFailure
from bot.platforms.matrix.crypto.client import Client
from bot.platforms.matrix.homeserver.failures import classify_refusal, translate_errors
from bot.platforms.matrix.homeserver.raw_events import Source, mapping, string
from handlers.core.events import MAX_ATTACHMENT_BYTES, Attachment
from handlers.core.sanitising import to_one_line

_KINDS = {"image": "m.image", "audio": "m.audio", "video": "m.video"}
_UNKNOWN = "application/octet-stream"
_DOWNLOAD = "/_matrix/client/v1/media/download"
_UPLOAD = "/_matrix/media/v3/upload"
_CHUNK = 65_536
_ENCRYPTION = 1_024  # what it may add
_SECONDS = 120
_OK = 200


async def download(client: Client, attachment: Attachment) -> bytes:
    """Return the file in clear; raises TemporaryFailure, PermanentFailure or PlatformRefused."""
    server, _, media = str(attachment.source.get("url")).removeprefix("mxc://").partition("/")
    path = "/".join((_DOWNLOAD, quote(server, safe=":"), quote(media, safe="")))
    data = await _request(client, "GET", path)
    return _decrypt(data, mapping(attachment.source.get("file")))


async def upload(client: Client, attachment: Attachment, data: bytes, *, encrypted: bool) -> dict[str, Any]:
    """Upload a file and return the content of its message; raises as `download` does.

    Of an encrypted file the repository learns neither name nor kind.
    """
    kind = _KINDS.get(attachment.media_type.partition("/")[0], "m.file")
    shown = {
        "msgtype": kind,
        "body": to_one_line(attachment.name),
        "info": {"mimetype": attachment.media_type, "size": len(data)},
    }
    if not encrypted:
        query = urlencode({"filename": to_one_line(attachment.name)})
        answer = await _request(client, "POST", f"{_UPLOAD}?{query}", data, attachment.media_type)
        return {**shown, "url": _address(answer)}
    hidden, keys = encrypt_attachment(data)
    answer = await _request(client, "POST", _UPLOAD, hidden, _UNKNOWN)
    return {**shown, "file": {**keys, "url": _address(answer)}}


async def _request(client: Client, method: str, path: str, data: bytes | None = None, kind: str = _UNKNOWN) -> bytes:
    """Return the body of the answer; raises PermanentFailure if it is larger than a file may be."""
    headers = {"Authorization": f"Bearer {client.access_token}", "Content-Type": kind}
    async with translate_errors():
        response = await client.send(method, path, data, headers, timeout=_SECONDS)
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > MAX_ATTACHMENT_BYTES + _ENCRYPTION:
                response.close()
                raise PermanentFailure("the file is too large")
    if response.status == _OK:
        return bytes(body)
    refusal = _json(bytes(body))
    raise classify_refusal(response.status, string(refusal.get("errcode")) or "", wait_ms=refusal.get("retry_after_ms"))


def _address(answer: bytes) -> str:
    url = string(_json(answer).get("content_uri"))
    if url is None:
        raise TemporaryFailure("the homeserver did not say where the file is")
    return url


def _json(body: bytes) -> Source:
    try:
        return mapping(json.loads(body))
    except ValueError:
        return {}


def _decrypt(data: bytes, file: Source) -> bytes:
    if not file:
        return data
    try:
        key, digest = mapping(file.get("key"))["k"], mapping(file.get("hashes"))["sha256"]
        return bytes(decrypt_attachment(data, key, digest, file["iv"]))
    except (EncryptionError, KeyError, TypeError, ValueError) as error:
        raise PermanentFailure("the file can't be decrypted") from error
