"""Matrix as one of the platforms."""

from bot.platforms.base.contract import Platform
from bot.platforms.base.registration import Host, Registration
from bot.settings.formats import account_ids
from bot.system.optional_imports import hide_modules
from handlers.core.events import PlatformName
from handlers.core.traits import Signs, Traits

_IDS = r"[@#!][^\s:@#!()<>]{1,255}:[\w.\-\[\]:]*[\w\]]|![\w-]{40,}|\$[\w-]{10,}(?::[\w.\-]*\w)?"


def open_platform(host: Host) -> Platform | None:
    """Return the account on a homeserver if one is configured."""
    settings = host.settings
    if settings.matrix is None:
        return None
    # The library of its store looks for the drivers of other databases.
    with hide_modules("psycopg"):
        from bot.platforms.matrix.platform import MatrixPlatform, MatrixStores  # noqa: PLC0415

    stores = MatrixStores(
        inbox=host.inbox, room_changes=host.room_changes, verifications=host.verifications, offers=host.offers
    )
    admins = frozenset(account_ids(PlatformName.MATRIX, settings.roles.admins))
    return MatrixPlatform(
        settings.matrix, settings.data_dir, stores, host.handle, host.clock, host.space_members, admins
    )


MATRIX = Registration(
    traits=Traits(
        name=PlatformName.MATRIX,
        is_idempotent=True,
        ids=_IDS,
        signs=Signs(approve="✅", send_back="❌", solve="✅", read="✅"),
        has_prefix=True,
        splits_rooms=False,
        is_in_house=True,
        domain_mark=":",
    ),
    open=open_platform,
    is_configured=lambda settings: settings.matrix is not None,
    polls=lambda _: True,
)
