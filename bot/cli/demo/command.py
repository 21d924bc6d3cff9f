"""The command: play the month, print how to sign in, serve until told to stop, remove everything."""

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory

import click

from bot.cli.demo.homeserver import Homeserver, NoHomeserver, find_free_port, run_homeserver
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
{chats}
All people and their messages are made up; an announcement is on its way right now.
Ctrl-C ends the demo and removes everything that it has written."""

_CHATS = """
Chat as her with Lotse in any Matrix client, such as Element:

    homeserver  {homeserver.url}
    user        {homeserver.person}
    password    {homeserver.person_password}
    Lotse       {homeserver.lotse}
"""


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), help="The port of the desk, if not a free one.")
@click.option("--no-matrix", is_flag=True, help="Start no homeserver, even if Synapse is installed.")
def demo(port: int | None, no_matrix: bool) -> None:
    """Try Lotse with a month of made-up life, in a folder that is removed at the end.

    The web desk opens by a link. With Synapse installed, a homeserver runs beside it, where one can write to Lotse.
    """
    # Deliveries fail here on purpose.
    logging.basicConfig(level=logging.ERROR)
    with TemporaryDirectory(prefix="lotse-demo-") as folder:
        asyncio.run(_show(Path(folder), port or find_free_port(), with_matrix=not no_matrix))
    click.echo("The demo has ended, and its files are removed.")


async def _show(folder: Path, port: int, *, with_matrix: bool) -> None:
    """Run the demo until the process is told to stop, which may be before it is ready."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with asyncio.TaskGroup() as tasks:
        playing = tasks.create_task(_run(folder, port, with_matrix=with_matrix))
        stopping = tasks.create_task(stop.wait())
        await asyncio.wait((playing, stopping), return_when=asyncio.FIRST_COMPLETED)
        playing.cancel()
        stopping.cancel()


async def _run(folder: Path, port: int, *, with_matrix: bool) -> None:
    async with AsyncExitStack() as stack:
        homeserver = await _start_homeserver(stack, folder / "synapse") if with_matrix else None
        await _play(make_settings(folder / "lotse", port, homeserver), homeserver)


async def _start_homeserver(stack: AsyncExitStack, folder: Path) -> Homeserver | None:
    """Start a homeserver; without Synapse say so and return None."""
    try:
        return await stack.enter_async_context(run_homeserver(folder))
    except NoHomeserver as missing:
        click.echo(f"{missing}: the demo runs without Matrix.")
        return None


async def _play(settings: Settings, homeserver: Homeserver | None) -> None:
    """Play the month, say how to see it, and run the service."""
    end = clock.now()
    moved = DemoClock(end - timedelta(days=DAYS + 1))
    click.echo("A month of questions and answers is being made up, which takes some seconds …")
    async with build_stage(settings, moved) as stage:
        await Month(stage=stage, end=end, zone=settings.time_zone).play()
        moved.at = None
        chats = _CHATS.format(homeserver=homeserver) if homeserver else ""
        link = await _make_link(stage, settings)
        click.echo(_READY.format(name=LENA.sender.name, link=link, chats=chats))
        await stage.app.run(asyncio.Event())


async def _make_link(stage: Stage, settings: Settings) -> str:
    """Return a link that signs the demo's admin in."""
    secret = token_urlsafe(24)
    async with stage.app.database.begin() as unit:
        await unit.desk_links.add(secret, LENA.sender, clock.now() + _LINK_LIFETIME)
    return f"{settings.web.address if settings.web else ''}/anmelden/{secret}"
