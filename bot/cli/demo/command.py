"""The command: play the month, print a link that signs in, serve until told to stop, remove everything."""

import asyncio
import logging
import signal
import socket
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory

import click

from bot.cli.demo.month import DAYS, Month
from bot.cli.demo.people import LENA
from bot.cli.demo.service import build_stage, make_settings
from bot.cli.demo.stage import DemoClock, Stage
from bot.settings.loading import Settings
from bot.system import clock

_LINK_LIFETIME = timedelta(hours=8)
_READY = """
Open this link and sign in as {name}, an editor and admin:

    {link}

All people and their messages are made up; an announcement is on its way right now.
Ctrl-C ends the demo and removes everything that it has written."""


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), help="The port of the desk, if not a free one.")
def demo(port: int | None) -> None:
    """Try the web desk with a month of made-up life, in a folder that is removed at the end."""
    # Deliveries fail here on purpose.
    logging.basicConfig(level=logging.ERROR)
    with TemporaryDirectory(prefix="lotse-demo-") as folder:
        asyncio.run(_show(make_settings(Path(folder), port or _find_free_port())))
    click.echo("The demo has ended, and its files are removed.")


async def _show(settings: Settings) -> None:
    """Run the demo until the process is told to stop, which may be before it is ready."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with asyncio.TaskGroup() as tasks:
        playing = tasks.create_task(_run(settings))
        stopping = tasks.create_task(stop.wait())
        await asyncio.wait((playing, stopping), return_when=asyncio.FIRST_COMPLETED)
        playing.cancel()
        stopping.cancel()


async def _run(settings: Settings) -> None:
    end = clock.now()
    moved = DemoClock(end - timedelta(days=DAYS + 1))
    click.echo("A month of questions and answers is being made up, which takes some seconds …")
    async with build_stage(settings, moved) as stage:
        await Month(stage=stage, end=end, zone=settings.time_zone).play()
        moved.at = None
        click.echo(_READY.format(name=LENA.sender.name, link=await _make_link(stage, settings)))
        await stage.app.run(asyncio.Event())


async def _make_link(stage: Stage, settings: Settings) -> str:
    """Return a link that signs the demo's admin in."""
    secret = token_urlsafe(24)
    async with stage.app.database.begin() as unit:
        await unit.desk_links.add(secret, LENA.sender, clock.now() + _LINK_LIFETIME)
    return f"{settings.web.address if settings.web else ''}/anmelden/{secret}"


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
