"""A backup, brought back elsewhere."""

from pathlib import Path

from tests.integration.person import Person
from tests.integration.service import Serve, Service
from tests.integration.shell import Shell

QUESTION = "Wie ist die E-Mail vom KI Bielefeld?"


async def test_a_conversation_goes_on_in_an_encrypted_room_on_another_machine(
    serve: Serve, anna: Person, tmp_path: Path
) -> None:
    lotse = await serve()
    await lotse.start()
    room = await anna.open_room(lotse.user_id, encrypted=True, direct=True)
    await anna.with_company(room, lotse.user_id)
    first = await anna.say(room, "/zentrum Herne")
    await anna.answered(room, first, lotse.user_id)
    secret = tmp_path / "passphrase"
    secret.write_text("Regenschirm am Kanal\n")
    at_home = Shell(folder=lotse.folder)
    code, out, err = await at_home.lotse("backup", "all.age", "--passphrase-file", str(secret))
    assert (code, err) == (0, "")
    assert "Without its passphrase" in out
    between = await anna.say(room, QUESTION)
    await anna.answered(room, between, lotse.user_id)
    await lotse.crash()
    content = (lotse.folder / "all.age").read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert lotse.user_id.encode() not in content
    elsewhere = Service(
        folder=tmp_path / "elsewhere",
        homeserver=lotse.homeserver,
        user_id=lotse.user_id,
    )
    elsewhere.configure()
    (elsewhere.folder / "all.age").write_bytes(content)
    code, out, err = await Shell(folder=elsewhere.folder).lotse("restore", "all.age", "--passphrase-file", str(secret))
    assert (code, err) == (0, "")
    await elsewhere.start()
    assert elsewhere.device == lotse.device
    after = await anna.say(room, QUESTION)
    await anna.answered(room, after, lotse.user_id)
    mine = await anna.say(room, "/meinedaten")
    await anna.answered(room, mine, lotse.user_id)
    assert elsewhere.stored("SELECT centre FROM profiles") == [("centre/herne",)]
    await elsewhere.close()
