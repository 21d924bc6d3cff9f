"""The service of the demo: its settings, and its parts around a clock that can be moved."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.cli.demo.curation import FEEDS
from bot.cli.demo.homeserver import Homeserver
from bot.cli.demo.people import LENA, MALTE, SERVER
from bot.cli.demo.stage import ConnectedPlatform, DemoClock, DemoPlatform, Stage
from bot.runtime.app import build
from bot.settings.announcements import AnnouncementSettings
from bot.settings.knowledge import KnowledgeSettings
from bot.settings.loading import Settings
from bot.settings.matrix import MatrixSettings
from bot.settings.service import Limits, Roles
from bot.settings.web import WebSettings
from handlers.announcements.model.announcement import format_account
from handlers.core.events import PlatformName
from handlers.i18n import DEFAULT_LANGUAGE

_PLATFORMS = (PlatformName.MATRIX, PlatformName.TELEGRAM)
_UNLIMITED = 100_000


class _DemoSettings(Settings):
    """Settings that are only what the demo sets: a real installation on this machine is none of its business."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def make_settings(folder: Path, port: int, homeserver: Homeserver | None = None) -> Settings:
    """Return settings under which all files lie in `folder`, whatever the environment says."""
    lena, malte = format_account(LENA.sender), format_account(MALTE.sender)
    return _DemoSettings(
        data_dir=folder,
        database=SecretStr(f"sqlite+aiosqlite:///{folder / 'lotse.db'}"),
        database_file=None,
        language=DEFAULT_LANGUAGE,
        matrix=_make_matrix_settings(homeserver) if homeserver else None,
        telegram=None,
        roles=Roles(admins=(lena,), editors=(lena, malte)),
        # What is made up needs no web.
        announcements=AnnouncementSettings(feeds=FEEDS),
        knowledge=KnowledgeSettings(links_days=0),
        limits=Limits(burst=_UNLIMITED, per_minute=_UNLIMITED),
        web=WebSettings(url=f"http://localhost:{port}", listen=f"127.0.0.1:{port}"),
    )


def _make_matrix_settings(homeserver: Homeserver) -> MatrixSettings:
    return MatrixSettings(
        homeserver=homeserver.url,
        user_id=homeserver.lotse,
        password=SecretStr(homeserver.lotse_password),
        allowed_inviters=(f"*:{SERVER}",),
    )


@asynccontextmanager
async def build_stage(settings: Settings, clock: DemoClock) -> AsyncIterator[Stage]:
    """Yield the service on platforms without a network, ready to be played on and then to be run.

    As soon as it runs, a platform that is configured is reached as well.
    """
    async with build(settings, clock=clock) as app:
        platforms = {name: DemoPlatform(name, app.heartbeats.beat) for name in _PLATFORMS}
        for name, invented in platforms.items():
            real = app.platforms.get(name)
            app.platforms[name] = ConnectedPlatform(name=name, real=real, invented=invented) if real else invented
        app.reachable_platforms.update(platforms)
        yield Stage(app=app, clock=clock, platforms=platforms)
