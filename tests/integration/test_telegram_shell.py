"""The bot account, from the shell."""

from pathlib import Path

import pytest

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import TOKEN
from tests.integration.service import Service
from tests.integration.shell import Shell


async def test_setup_tries_a_token_and_writes_it_down(api: BotApi, shell: Shell) -> None:
    there = {"LOTSE_TELEGRAM__BASE_URL": f"{api.url}/bot"}
    code, _, err = await shell.lotse("setup", "--telegram", typed="4711:wrong\n", **there)
    assert (code, "does not accept the token" in err) == (1, True)
    assert not shell.file.exists()
    code, out, err = await shell.lotse("setup", "--telegram", typed=f"{TOKEN}\n", **there)
    assert (code, "Connected to the bot @lotse_bot" in out) == (0, True), err
    assert TOKEN not in out + err
    assert shell.file.stat().st_mode & 0o077 == 0
    code, _, err = await shell.lotse("setup", "--telegram", typed=f"{TOKEN}\n", **there)
    assert (code, "names a bot already" in err) == (1, True)
    assert await shell.check("telegram") == (
        "ok",
        "the token is that of @lotse_bot, who is shown what is meant for it in groups",
    )


@pytest.mark.parametrize("token", ["", "none", "4711:with a space"])
async def test_what_is_no_token_is_not_tried(api: BotApi, shell: Shell, token: str) -> None:
    code, _, err = await shell.lotse(
        "setup", "--telegram", typed=f"{token}\n", LOTSE_TELEGRAM__BASE_URL=f"{api.url}/bot"
    )
    assert code == 1
    assert not api.requests
    assert not shell.file.exists()
    assert "Traceback" not in err


async def test_links_lead_to_entries_and_topics(api: BotApi, shell: Shell, tmp_path: Path) -> None:
    there = {"LOTSE_TELEGRAM__BASE_URL": f"{api.url}/bot", "LOTSE_TELEGRAM__TOKEN": TOKEN}
    assert (await shell.lotse("telegram", "link", **there))[1] == "https://t.me/lotse_bot\n"
    code, out, err = await shell.lotse("telegram", "link", "offer/griffbereit", "--qr", "--qr-file", "qr.svg", **there)
    assert (code, out.splitlines()[0]) == (0, "https://t.me/lotse_bot?start=entry_offer_griffbereit"), err
    assert len(out.splitlines()) > 5
    assert (tmp_path / "qr.svg").read_text(encoding="utf-8").count("<svg") == 1
    assert (await shell.lotse("telegram", "link", "topic/kim", **there))[1].endswith("?start=topic_kim\n")
    for arguments in (("offer/nothing",), ("topic/kim", "--qr-file", "qr.txt")):
        code, _, err = await shell.lotse("telegram", "link", *arguments, **there)
        assert (code, len(err.splitlines())) == (1, 1)
    assert "not configured" in (await shell.lotse("telegram", "link"))[2]


async def test_a_link_opens_what_it_names(api: BotApi, tmp_path: Path) -> None:
    service = Service(folder=tmp_path / "service", telegram=api.url)
    await service.start()
    anna = Human(api=api)
    await anna.writes("/start entry_centre_duisburg")
    assert "Duisburg" in (await anna.hears()).text
    await service.close()
