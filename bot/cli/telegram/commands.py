"""`lotse telegram`: links that lead into a chat with Lotse."""

import asyncio
from pathlib import Path

import click
import segno

from bot.cli.environment.databases import load_knowledge
from bot.cli.environment.options import config_option
from bot.cli.telegram.setup import read_account
from bot.settings.loading import Settings, read
from handlers.rendering.deep_links import make_payload


@click.group()
def telegram() -> None:
    """Telegram: links to entries and topics."""


@telegram.command()
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--qr", is_flag=True, help="Show it as a QR code in the terminal.")
@click.option("--qr-file", type=click.Path(path_type=Path, dir_okay=False), help="Write a QR code, as .svg or .png.")
@config_option
def link(id_: str | None, *, qr: bool, qr_file: Path | None, config: Path | None) -> None:
    """Print a link into a chat with Lotse, at the entry or topic ID if there is one.

    IDs are those of `lotse knowledge list`, such as offer/griffbereit or topic/kim.
    """
    settings = read(config)
    address = asyncio.run(_address(settings, id_))
    click.echo(address)
    code = segno.make(address, micro=False)
    if qr:
        code.terminal(compact=True)
    if qr_file is not None:
        _write(code, qr_file)


def _write(code: segno.QRCode, file: Path) -> None:
    if file.suffix not in (".svg", ".png"):
        raise click.ClickException(f"{file.name}: QR codes are written as .svg or .png")
    code.save(str(file), scale=8)


async def _address(settings: Settings, id_: str | None) -> str:
    if settings.telegram is None:
        raise click.ClickException("Telegram is not configured: `lotse setup --telegram` connects a bot")
    payload = await _payload(settings, id_) if id_ else None
    account = await read_account(settings.telegram)
    return f"https://t.me/{account.username}" + (f"?start={payload}" if payload else "")


async def _payload(settings: Settings, id_: str) -> str:
    knowledge = await load_knowledge(settings)
    if id_ not in {record.id for record in (*knowledge.entries, *knowledge.topics)}:
        raise click.ClickException(f"There is no entry or topic {id_}: `lotse knowledge list` shows them")
    payload = make_payload(id_)
    if payload is None:
        raise click.ClickException(f"{id_} is too long for a Telegram link")
    return payload
