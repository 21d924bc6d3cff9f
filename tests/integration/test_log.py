"""What people write, who they are and where: none of it is in the log, at its most talkative."""

import json
from pathlib import Path

from tests.integration.bot_api.people import PHOTO, Human
from tests.integration.bot_api.server import BotApi
from tests.integration.person import Person
from tests.integration.service import Service
from tests.integration.synapse import Synapse

WORDS = "Regenschirmkanarienvogel"


async def test_nothing_of_a_conversation_is_in_the_log(
    synapse: Synapse, api: BotApi, anna: Person, tmp_path: Path
) -> None:
    phone = Human(api=api, name=WORDS)
    lotse = Service(
        folder=tmp_path / "service",
        homeserver=synapse.url,
        user_id=await synapse.register("lotse-log"),
        telegram=api.url,
        variables={
            "LOTSE_MONITORING__LOG_LEVEL": "debug",
            "LOTSE_MONITORING__LOG": "json",
            "LOTSE_ROLES__EDITORS": f"telegram:{phone.user.id}",
        },
    )
    await lotse.start()
    group = phone.group()
    await phone.writes(f"Hat jemand Erfahrung mit {WORDS}?")
    question = await phone.hears()
    for words in ("/kollegen", f"/start {WORDS}", f"/{WORDS}", f"/ankuendigung neu\n{WORDS}", f"/zentrum {WORDS}"):
        await phone.writes(words)
    await phone.writes(f"@lotse_bot {WORDS}", group)
    await phone.sends(photo=PHOTO, caption=WORDS)
    await phone.types(WORDS)
    await phone.reacts(question, "👍")
    room = await anna.open_room(lotse.user_id, direct=True, encrypted=True)
    await anna.with_company(room, lotse.user_id)
    asked = await anna.say(room, f"Wer kennt {WORDS}?")
    await anna.answered(room, asked, lotse.user_id)
    await anna.change(room, asked, f"Und {WORDS} zwei?")
    await anna.react(room, asked, WORDS)
    await anna.show(room, WORDS.encode(), f"{WORDS}.txt", "text/plain")
    last = await anna.say(room, f"/abo {WORDS}")
    await anna.answered(room, last, lotse.user_id)
    await lotse.stop()
    lines = [json.loads(line) for line in lotse.log().splitlines()]
    assert {"timestamp", "level", "logger", "event"} <= {*lines[0]}
    told = lotse.log()
    hidden = (WORDS, anna.id, lotse.user_id, room, asked, str(phone.user.id), str(group.chat.id))
    assert [each for each in hidden if each in told] == []
