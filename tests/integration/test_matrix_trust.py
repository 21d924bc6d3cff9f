"""Cross-signing on a real homeserver: Lotse's device is believed, and nobody's identity is ever replaced unasked."""

import stat

from tests.integration.keyring import Keyring
from tests.integration.person import Enter, Person
from tests.integration.service import Serve, Service

_SIGNED = "is cross-signed"


async def _start(service: Service) -> None:
    before = service.log().count(_SIGNED)
    await service.start()
    await service.logs(_SIGNED, times=before + 1)


async def test_the_first_start_makes_an_identity_that_signs_the_device(
    serve: Serve, anna: Person, enter: Enter
) -> None:
    lotse = await serve()
    await _start(lotse)
    assert (await Keyring.of(lotse.user_id, seen_by=anna)).trusts(lotse.device)
    other_device = await enter(account=lotse.user_id)
    keys = await Keyring.of(lotse.user_id, seen_by=other_device)
    assert keys.is_trusted_by(lotse.device)
    assert not keys.trusts(str(other_device.client.device_id))
    assert stat.S_IMODE((lotse.store / "identity.json").stat().st_mode) == 0o600


async def test_a_restart_changes_nothing(serve: Serve, anna: Person) -> None:
    lotse = await serve()
    await _start(lotse)
    before = await Keyring.of(lotse.user_id, seen_by=anna)
    await lotse.stop()
    await _start(lotse)
    assert await Keyring.of(lotse.user_id, seen_by=anna) == before


async def test_a_new_device_is_signed_by_the_same_identity(serve: Serve, anna: Person) -> None:
    lotse = await serve()
    await _start(lotse)
    before, device = await Keyring.of(lotse.user_id, seen_by=anna), lotse.device
    await lotse.stop()
    lotse.forget_login()
    await _start(lotse)
    keys = await Keyring.of(lotse.user_id, seen_by=anna)
    assert (keys.master, lotse.device != device, keys.trusts(lotse.device)) == (before.master, True, True)
