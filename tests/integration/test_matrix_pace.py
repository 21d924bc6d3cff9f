"""Too late, and too much at once."""

from tests.chaos import shifted
from tests.integration.person import Enter, Person
from tests.integration.service import Serve

QUESTION = "Wie ist die Telefonnummer vom KI Bochum?"
_LATE = "Entschuldige, die Antwort auf deine Frage vom "


async def test_a_late_answer_says_so_and_what_is_too_old_is_not_answered(serve: Serve, anna: Person) -> None:
    """Lotse starts again with a clock that is ahead, as if it had been away for so long."""
    lotse = await serve(LOTSE_LIMITS__LATE_AFTER_MINUTES="30", LOTSE_LIMITS__ANSWER_WITHIN_HOURS="12")
    lotse.program = shifted.PROGRAM
    await lotse.start()
    room = await anna.open_room(lotse.user_id, direct=True)
    await anna.with_company(room, lotse.user_id)
    in_time = await anna.answered(room, await anna.say(room, QUESTION), lotse.user_id)
    assert not in_time["content"]["body"].startswith(_LATE)
    assert await lotse.stop() == 0
    late = await anna.say(room, QUESTION)
    shifted.set_clock(lotse.folder, ahead=1)
    await lotse.start()
    answer = await anna.answered(room, late, lotse.user_id)
    assert answer["content"]["body"].startswith(_LATE)
    assert "Bochum" in answer["content"]["body"]
    assert await lotse.stop() == 0
    too_old = await anna.say(room, QUESTION)
    shifted.set_clock(lotse.folder, ahead=13)
    await lotse.start()
    await lotse.stores("SELECT event_id FROM inbox WHERE state = 'expired'", [(too_old,)])
    assert await lotse.stop() == 0
    assert await anna.replies(room, too_old, lotse.user_id) == []


async def test_one_persons_flood_holds_up_nobody_else(serve: Serve, anna: Person, enter: Enter) -> None:
    lotse = await serve(LOTSE_LIMITS__BURST="3", LOTSE_LIMITS__PER_MINUTE="30")
    await lotse.start()
    bea = await enter("bea")
    room = await anna.open_room(lotse.user_id, bea.id)
    await bea.client.join(room)
    await anna.with_company(room, lotse.user_id, bea.id)
    flood = [await anna.ask(room, QUESTION, lotse.user_id) for _ in range(10)]
    question = await bea.ask(room, QUESTION, lotse.user_id)
    await bea.answered(room, question, lotse.user_id)
    assert not bea.has_reply(room, flood[-1], lotse.user_id)
    await anna.until(lambda: anna.has_reply(room, flood[-1], lotse.user_id), 40)
    replies = [await anna.replies(room, event, lotse.user_id) for event in flood]
    bodies = [[str(reply["content"]["body"]) for reply in each] for each in replies]
    notices = [body for each in bodies for body in each if body.startswith("Das waren viele Fragen auf einmal.")]
    assert len(notices) == 1
    assert [sum("Bochum" in body for body in each) for each in bodies] == [1] * len(flood)
