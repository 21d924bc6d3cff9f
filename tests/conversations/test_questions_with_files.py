"""Questions to colleagues that come with a file: the file stands with the question, in one message."""

from dataclasses import replace

import pytest

from handlers.core.events import (
    Attachment,
    EventId,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PlatformName,
    Sender,
)
from handlers.core.messages import Deletion, Edit, Message
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.test_exchange import FORUM, MATRIX, Colleagues, posted
from tests.conversations.test_exchange_life import KIM
from tests.conversations.test_persons import plain

QUESTION = "Hat jemand Erfahrung mit diesem Sprachmittlerpool?"


def form(name: str = "formular.pdf", size: int = 9, platform: PlatformName = PlatformName.MATRIX) -> Attachment:
    return Attachment(platform=platform, name=name, media_type="application/pdf", size=size, source={"url": name})


@pytest.fixture
async def colleagues(talk: Talk) -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM], kim=[KIM])
    return Colleagues(talk)


@pytest.fixture(params=[PlatformName.MATRIX, PlatformName.TELEGRAM], ids=["matrix", "telegram"])
async def anna(talk: Talk, colleagues: Colleagues, request: pytest.FixtureRequest) -> Talk:
    assert colleagues.talk is talk
    anna = replace(
        talk, sender=Sender(platform=request.param, id="4711", name="Anna"), room="4711", platform=request.param
    )
    await anna.say("/zentrum Bochum")
    return anna


async def begin(anna: Talk, text: str = QUESTION, file: Attachment | None = None) -> MessageReceived:
    question = replace(anna.received(text), attachment=file or form())
    await anna.to(question)
    for step in ("/kollegen", "/thema sprachmittlung"):
        await anna.say(step)
    return question


async def send(anna: Talk) -> list[Message]:
    _, *posts = await anna.say("/absenden")
    for post in posts:
        await anna.sent(post)
    return posts


@pytest.mark.parametrize("text", [QUESTION, f"/frage {QUESTION}"])
async def test_a_file_goes_with_the_question(anna: Talk, text: str) -> None:
    await begin(anna, text)
    (preview,) = await anna.say("/zeichnen name")
    assert f"{QUESTION}\n\n📎 formular.pdf\n\n— Anna" in plain(preview)
    posts = await send(anna)
    assert [(post.address, post.attachment) for post in posts] == [(MATRIX, form()), (FORUM, form())]
    assert all(f"{QUESTION}\n\n📎 formular.pdf\n\n— Anna" in plain(post) for post in posts)
    mia = replace(anna, sender=Sender(platform=PlatformName.CONSOLE, id="mia"), room="mia")
    (shown,) = await replace(mia, platform=PlatformName.CONSOLE).say("/ansehen 1")
    assert shown.attachment == form()


@pytest.mark.parametrize("signature", ["none", "centre"])
async def test_the_file_of_who_hides_stays_behind_and_the_preview_says_so(anna: Talk, signature: str) -> None:
    await begin(anna)
    (preview,) = await anna.say(f"/zeichnen {signature}")
    assert "Die Datei geht nicht mit" in preview.text
    assert "formular" not in preview.text
    posts = await send(anna)
    assert [post.attachment for post in posts] == [None, None]
    assert not [post for post in posts if "formular" in post.text or "📎" in post.text]


async def test_a_file_that_is_too_large_stays_behind_and_the_preview_says_so(anna: Talk) -> None:
    await begin(anna, file=form(size=21 * 1024 * 1024))
    (preview,) = await anna.say("/zeichnen name")
    assert "20 MB" in preview.text
    assert [post.attachment for post in await send(anna)] == [None, None]


async def test_the_preview_follows_a_changed_file(anna: Talk) -> None:
    question = await begin(anna)
    (preview,) = await anna.say("/zeichnen name")
    (edit,) = await anna.happens(edited(question, QUESTION, form("neu.pdf")))
    assert isinstance(edit, Edit)
    assert "📎 neu.pdf" in plain(edit.message)
    stale = next(choice.says for choice in preview.choices if choice.says.startswith("/absenden"))
    (again,) = await anna.say(stale)
    assert "📎 neu.pdf" in plain(again), "what is sent is what the preview showed"
    assert [post.attachment for post in await send(anna)] == [form("neu.pdf")] * 2


def edited(question: MessageReceived, text: str, file: Attachment | None) -> MessageEdited:
    return MessageEdited(
        id=EventId(f"edit {text} {file and file.name}"),
        at=question.at,
        address=question.address,
        sender=question.sender,
        message=question.message,
        text=text,
        attachment=file,
        direct=True,
        addressed=True,
    )


async def test_a_changed_question_keeps_its_file(anna: Talk) -> None:
    question = await begin(anna)
    await anna.say("/zeichnen name")
    posts = await send(anna)
    changed = await anna.happens(edited(question, "Wer kennt dieses Formular?", form()))
    assert {each.of for each in changed if isinstance(each, Edit)} == {post.id for post in posts}
    assert all(isinstance(each, Edit) and each.message.attachment == form() for each in changed)
    assert all("Wer kennt dieses Formular?\n\n📎" in plain(each.message) for each in changed if isinstance(each, Edit))


async def test_with_another_file_or_none_the_question_stands_anew(anna: Talk, colleagues: Colleagues) -> None:
    question = await begin(anna)
    await anna.say("/zeichnen name")
    posts = await send(anna)
    answer = await colleagues.say("Ja.", MATRIX, posted(next(post for post in posts if post.address == MATRIX)))
    for file in (form("neu.pdf"), None):
        changed = await anna.happens(edited(question, QUESTION, file))
        for each in changed:
            await anna.delivered(each)
        gone = {each.of for each in changed if isinstance(each, Deletion)}
        assert {post.id for post in posts} <= gone
        posts = [each for each in changed if isinstance(each, Message) and "Frage #A1" in plain(each).replace("*", "")]
        assert sorted((post.address.platform, post.attachment == file) for post in posts) == [
            (MATRIX.platform, True),
            (FORUM.platform, True),
        ]
        assert answer[0].id not in gone, "what its asker has read stays"


async def test_who_takes_the_name_off_takes_the_file_along(anna: Talk) -> None:
    await begin(anna)
    await anna.say("/zeichnen name")
    posts = await send(anna)
    said = await anna.happens(anna.received("/anonym 1"))
    assert {post.id for post in posts} <= {each.of for each in said if isinstance(each, Deletion)}
    anew = [each for each in said if isinstance(each, Message)]
    assert len(anew) == 3
    assert not [each for each in anew if each.attachment or "formular" in each.text or "📎" in each.text]


async def test_a_moved_question_keeps_its_file(anna: Talk) -> None:
    await begin(anna)
    await anna.say("/zeichnen name")
    await send(anna)
    edith = replace(anna, sender=EDITOR, room="edith", platform=PlatformName.CONSOLE)
    said = await edith.happens(edith.received("/verschieben #A1 kim"))
    assert [each.attachment for each in said if isinstance(each, Message) and each.address == KIM] == [form()]


async def test_nothing_is_kept_of_a_question_that_is_taken_back(anna: Talk) -> None:
    question = await begin(anna)
    await anna.say("/zeichnen name")
    await send(anna)
    gone = MessageDeleted(
        id=EventId("gone"), at=anna.now, address=anna.address, sender=anna.sender, message=question.message
    )
    await anna.happens(gone)
    async with anna.database.begin() as unit:
        exchange = await unit.exchanges.get(1)
    assert exchange is not None
    assert exchange.attachment is None


async def test_a_file_answers_what_was_asked_if_it_has_a_text(anna: Talk) -> None:
    await anna.say("/frage")
    (word,) = await anna.to(replace(anna.received(""), attachment=form()))
    assert "in Worten" in word.text or "Text" in word.text
    await anna.to(replace(anna.received(QUESTION), attachment=form()))
    for step in ("/kollegen", "/thema sprachmittlung"):
        await anna.say(step)
    (preview,) = await anna.say("/zeichnen name")
    assert "📎 formular.pdf" in plain(preview)
