"""Centres at which nobody is reached any more: noticed, and told to the office once, bundled."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from handlers.context.context import Context
from handlers.context.people import find_chats, group_by_person, list_chats
from handlers.core.events import Address, OwnersDue, Sender
from handlers.core.messages import Choice, Message
from handlers.core.replies import write_to_person
from handlers.curation.membership import MEMBERSHIP_CHANGES, find_owner
from handlers.curation.model.field_questions import QuestionState
from handlers.curation.names import render_title
from handlers.i18n.membership import MEMBERSHIP, MembershipTexts

# Four weeks, less the day on which the question itself goes to somebody else.
SILENT_AFTER = timedelta(days=27)
_MAX_OFFERED = 8


class Silence(StrEnum):
    """The reason why nobody is reached at a centre."""

    LEFT = "left"
    GONE = "gone"
    UNANSWERED = "unanswered"


async def report_silent_centres(_: OwnersDue, context: Context) -> Sequence[Message]:
    """Tell the office of centres that it does not know of yet, in one message to each editor."""
    silent = await find_silent_centres(context)
    known = await context.stores.centre_members.list_told()
    new = {centre: why for centre, why in silent.items() if centre not in known}
    editors = await find_chats(context.editors, context)
    # What nobody could be told is new the next time.
    told = silent if editors else {centre: silent[centre] for centre in silent if centre in known}
    await context.stores.centre_members.set_told([*told], context.now)
    if not new:
        return []
    return [write_to_person(editor, address, *await _render(new, editor, context)) for editor, address in editors]


async def find_silent_centres(context: Context) -> Mapping[str, Silence]:
    """Return the centres that have lost all members, or whose members Lotse can't reach, or don't answer."""
    staffed = await context.stores.centre_members.list_staffed()
    asked = await _find_unanswered(context)
    found = dict.fromkeys(await _find_left({member.centre for member in staffed}, context), Silence.LEFT)
    for centre, members in groupby(staffed, key=lambda member: member.centre):
        if context.everything.get_entry(centre) is None:
            continue
        people = await group_by_person([member.account for member in members], context)
        if await _are_all_gone(people, context):
            found[centre] = Silence.GONE
        elif centre in asked:
            found[centre] = Silence.UNANSWERED
    return found


async def _find_left(staffed: Collection[str], context: Context) -> Sequence[str]:
    """Return the centres of which the log knows members, and that have none any more."""
    logged = await context.stores.audit_log.list_objects(MEMBERSHIP_CHANGES)
    known = dict.fromkeys(each.partition(" ")[0] for each in logged)
    return [each for each in known if each not in staffed and context.everything.get_entry(each) is not None]


async def _are_all_gone(people: Sequence[Sequence[Sender]], context: Context) -> bool:
    """Return whether Lotse is in none of the direct chats that it knows of these people, and knows one at least."""
    states = [await context.stores.rooms.is_closed(chat) for _, chat in await _list_chats(people, context)]
    return bool(states) and all(states)


async def _list_chats(people: Sequence[Sequence[Sender]], context: Context) -> Sequence[tuple[Sender, Address]]:
    joined = await context.stores.people.find_accounts([person[0] for person in people])
    return await list_chats([account for theirs in joined for account in theirs], context)


async def _find_unanswered(context: Context) -> frozenset[str]:
    """Return the centres that were asked about an entry four weeks ago, and have confirmed none of theirs since."""
    questions = await context.stores.field_questions.list_all()
    asked = {
        each.entry: each.asked_at
        for each in reversed(questions)
        if each.state is QuestionState.OPEN and each.asked_at <= context.now - SILENT_AFTER
    }
    entries = context.everything.knowledge.by_id
    since: dict[str, date] = {}
    for id_ in asked.keys() & entries.keys():
        if owner := find_owner(entries[id_]):
            since[owner] = min(asked[id_].astimezone(context.time_zone).date(), since.get(owner, date.max))
    if not since:
        return frozenset()
    confirmed: dict[str, date] = {}
    for entry in entries.values():
        if entry.checked and (owner := find_owner(entry)) in since:
            confirmed[owner] = max(*(each.on for each in entry.checked), confirmed.get(owner, date.min))
    return frozenset(centre for centre, day in since.items() if confirmed.get(centre, date.min) < day)


async def _render(silent: Mapping[str, Silence], editor: Sender, context: Context) -> tuple[str, tuple[Choice, ...]]:
    """Return the message to an editor, with a button that makes a code for each centre."""
    texts = MEMBERSHIP[await context.stores.preferences.language(editor) or context.language]
    lines = "\n".join(f"- {_describe(centre, why, texts, context)}" for centre, why in silent.items())
    choices = tuple(
        Choice(label=texts.invite_to.format(centre=_plain_title(centre, context)), says=f"/mitglied einladen {centre}")
        for centre in [*silent][:_MAX_OFFERED]
    )
    return texts.nobody_reached.format(centres=lines), choices


def _describe(centre: str, why: Silence, texts: MembershipTexts, context: Context) -> str:
    sentences = {
        Silence.LEFT: texts.all_have_left,
        Silence.GONE: texts.all_are_gone,
        Silence.UNANSWERED: texts.nobody_answers,
    }
    return sentences[why].format(centre=render_title(centre, context))


def _plain_title(centre: str, context: Context) -> str:
    entry = context.everything.get_entry(centre)
    return entry.title if entry is not None else centre
