"""The table of all commands: permission, argument and handler, in the order of help and menus."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from handlers.account import desk, linking, privacy, profile
from handlers.announcements.commands import announce, overview, templates
from handlers.announcements.commands import subscriptions as announcement_subscriptions
from handlers.context.context import Context
from handlers.core.arguments import (
    first_and_rest,
    first_word,
    is_yes,
    last_number,
    last_reference,
    last_word,
    one_line,
    two_words,
)
from handlers.core.commands import Argument, Command, Commands, Handler, Role
from handlers.core.events import MessageReceived
from handlers.core.messages import Outgoing
from handlers.core.sections import Section
from handlers.curation import joining
from handlers.curation.care import listing
from handlers.curation.confirming import asking, use
from handlers.curation.editing import dialogue as editing
from handlers.curation.editing import proposing
from handlers.curation.editing.requests import parse_request
from handlers.curation.editing.undoing import undo
from handlers.curation.gaps import phrasings, wishes
from handlers.curation.handover import codes
from handlers.curation.handover import dialogue as handover
from handlers.curation.rounds import reports as round_reports
from handlers.dialogues import prompts as steps
from handlers.exchange import (
    channels,
    drafting,
    lessons,
    moderation,
    questions,
    relays,
    reminders,
    similar_questions,
    subscriptions,
)
from handlers.faq import answers, review
from handlers.i18n import ByLanguage, CommandTexts
from handlers.rendering.backslashes import extract_markdown
from handlers.routing import belonging, help_command, stages
from knowledge.search import Language

T = TypeVar("T")
Answer: TypeAlias = Awaitable[Sequence[Outgoing]]


LANGUAGE_NAMES: Mapping[Language, Iterable[str]] = ByLanguage(attrgetter("names"))


def command(name: str, handler: Handler, section: Section, **more: Any) -> Command:
    """Declare a command, whose texts stand in the catalogues under this name."""

    def texts(part: Callable[[CommandTexts], T]) -> Mapping[Language, T]:
        return ByLanguage(lambda catalogue: part(catalogue.commands.get(name) or CommandTexts(name=name)))

    role = more.get("role", Role.EVERYONE)
    declared = {
        "refusal": _not_moderated if role is Role.MODERATOR else _editors_only,
        "names": texts(attrgetter("name")),
        "does": texts(attrgetter("does")),
        "example": texts(attrgetter("example")),
        "words": texts(attrgetter("words")),
        "phrases": texts(attrgetter("phrases")),
        **more,
    }
    return Command(name=name, handler=handler, section=section, **declared)


for_moderators = partial(
    command,
    section=Section.MODERATION,
    role=Role.MODERATOR,
    argument=Argument.NUMBER,
    bare=False,
    short=True,
    asks=True,
)
for_editors = partial(command, section=Section.EDITING, role=Role.EDITOR)


def hidden(name: str, handler: Handler) -> Command:
    """Declare a command that stands behind choices only; neither help nor menus list it."""
    return command(name, handler, Section.KNOWLEDGE, hidden=True)


def alone(handler: Callable[[MessageReceived, Context], Answer]) -> Handler:
    """Return the handler of a command that takes no argument."""
    return lambda _, event, context: handler(event, context)


def takes(parse: Callable[[str], T], handler: Callable[[T, MessageReceived, Context], Answer]) -> Handler:
    """Return the handler of a command whose argument `parse` reads."""
    return lambda argument, event, context: handler(parse(argument), event, context)


def takes_markdown(parse: Callable[[str], T], handler: Callable[[T, MessageReceived, Context], Answer]) -> Handler:
    """Return the handler of a command whose argument is read with its form."""

    def handle(argument: str, event: MessageReceived, context: Context) -> Answer:
        call = context.commands.parse(extract_markdown(event))
        return handler(parse(call.argument if call else argument), event, context)

    return handle


async def _subscribe(words: str, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Answer `/abo`, whose words may also name the questions whether an answer was of use."""
    toggled = await use.toggle(words, event, context) if event.direct else None
    return await announcement_subscriptions.subscribe(words, event, context) if toggled is None else toggled


def _editors_only(context: Context) -> str:
    return context.texts.editors_only


def _announcers_only(context: Context) -> str:
    return context.announcement_texts.editors_only


def _not_moderated(context: Context) -> str:
    return context.texts.not_moderated


_KNOWLEDGE = (
    command("hilfe", takes(help_command.asks_for_all, help_command.explain_commands), Section.KNOWLEDGE),
    command("abbrechen", alone(steps.leave_dialogue), Section.KNOWLEDGE),
    command("start", takes(str.strip, help_command.greet), Section.KNOWLEDGE, bare=False),
    command(
        "sprache",
        takes(help_command.parse_language, help_command.choose_language),
        Section.KNOWLEDGE,
        words=LANGUAGE_NAMES,
    ),
    hidden("eintrag", takes(last_word, answers.show_entry)),
    hidden("mehr", takes(last_word, answers.show_details)),
    hidden("auswahl", takes(str.split, answers.choose_entry)),
    hidden("angebote", takes(last_word, answers.list_offers)),
    command("aendern", takes(parse_request, editing.edit), Section.KNOWLEDGE, bare=False),
    command("rueckgaengig", takes(parse_request, undo), Section.KNOWLEDGE),
    hidden("erreicht", takes(two_words, use.take_answer)),
    hidden("wunsch", takes(last_number, wishes.wish)),
    hidden("stimmt", takes(asking.parse_confirmation, asking.take_verdict)),
    hidden("speichern", takes(parse_request, editing.save)),
    hidden("vorschlagen", takes(parse_request, editing.propose)),
    hidden("vorschlag", takes(proposing.parse_order, proposing.decide)),
)

_EXCHANGE = (
    command("frage", takes(str.strip, drafting.draft_question), Section.EXCHANGE, argument=Argument.TEXT, short=True),
    command("themen", takes(drafting.parse_draft, drafting.list_topics), Section.EXCHANGE, short=True),
    command(
        "thema",
        takes(drafting.parse_draft, drafting.choose_topic_by_name),
        Section.EXCHANGE,
        argument=Argument.TEXT,
        bare=False,
    ),
    command("offen", alone(questions.list_open), Section.EXCHANGE, short=True),
    command(
        "meine", alone(questions.list_own), Section.EXCHANGE, elsewhere=lambda context: context.texts.only_directly
    ),
    command("ansehen", takes(last_reference, questions.show), Section.EXCHANGE, argument=Argument.NUMBER, bare=False),
    command("geloest", takes(last_reference, questions.solve), Section.EXCHANGE, argument=Argument.NUMBER),
    command(
        "anonym", takes(last_reference, questions.withdraw_name), Section.EXCHANGE, argument=Argument.NUMBER, bare=False
    ),
    command(
        "mitlesen",
        takes(last_reference, similar_questions.join),
        Section.EXCHANGE,
        elsewhere=lambda context: context.texts.subscribe_directly,
        argument=Argument.NUMBER,
        bare=False,
    ),
    command(
        "abonnieren",
        takes(str.split, subscriptions.subscribe),
        Section.EXCHANGE,
        elsewhere=lambda context: context.texts.subscribe_directly,
        argument=Argument.TOPIC,
    ),
    command(
        "abbestellen",
        takes(one_line, subscriptions.unsubscribe),
        Section.EXCHANGE,
        elsewhere=lambda context: context.texts.subscribe_directly,
        argument=Argument.TOPIC,
    ),
    hidden("antworten", takes(relays.parse_reply, relays.reply)),
    hidden("kollegen", takes(drafting.parse_draft, drafting.continue_draft)),
    hidden("themenwahl", takes(drafting.parse_draft, drafting.choose_topic)),
    hidden("zeichnen", takes(drafting.parse_draft, drafting.sign)),
    hidden("absenden", takes(drafting.parse_draft, drafting.submit)),
    hidden("verwerfen", takes(drafting.parse_draft, drafting.discard)),
    hidden("vorschau", takes(drafting.parse_draft, drafting.show_preview)),
    hidden("gehoert", takes(two_words, partial(belonging.apply_decision, answer=stages.answer))),
    hidden("nochoffen", takes(last_reference, reminders.keep_open)),
    hidden("geholfen", takes(last_number, lessons.choose_best_answer)),
    hidden("einverstanden", takes(last_number, lessons.give_consent)),
    hidden("ablehnen", takes(last_number, lessons.refuse_consent)),
)

_NEWS = (
    command("abo", takes(one_line, _subscribe), Section.NEWS, argument=Argument.TOPIC, short=True),
    command("stopp", alone(announcement_subscriptions.stop), Section.NEWS),
)

_PERSON = (
    command("zentrum", takes(one_line, profile.choose_centre), Section.PERSON, argument=Argument.PLACE),
    command(
        "mitglied",
        takes(str.strip, joining.manage_membership),
        Section.PERSON,
        elsewhere=lambda context: context.texts.only_directly,
    ),
    command(
        "mitglieder",
        takes(one_line, joining.list_members),
        Section.PERSON,
        elsewhere=lambda context: context.texts.only_directly,
    ),
    command(
        "pflege",
        takes(str.strip, listing.look_after),
        Section.PERSON,
        elsewhere=lambda context: context.texts.only_directly,
    ),
    command(
        "uebergabe",
        takes(str.strip, handover.hand_over),
        Section.PERSON,
        elsewhere=lambda context: context.texts.only_directly,
    ),
    command(
        "vertretung",
        takes(str.strip, handover.stand_back),
        Section.PERSON,
        argument=Argument.DAY,
        elsewhere=lambda context: context.texts.only_directly,
    ),
    command(
        "verbinden",
        takes(str.strip, codes.take_code),
        Section.PERSON,
        elsewhere=lambda context: context.texts.connect_directly,
    ),
    command("trennen", alone(linking.unlink_account), Section.PERSON),
    command("datenschutz", alone(privacy.explain), Section.PERSON, short=True),
    command(
        "meinedaten",
        alone(privacy.send_personal_data),
        Section.PERSON,
        elsewhere=lambda context: context.texts.only_directly,
    ),
    command(
        "loeschen",
        takes(is_yes, privacy.erase_on_request),
        Section.PERSON,
        elsewhere=lambda context: context.texts.only_directly,
    ),
)

_MODERATION = (
    for_moderators("verschieben", takes(first_and_rest, moderation.move)),
    for_moderators("zusammenlegen", takes(two_words, moderation.merge)),
    for_moderators("verbergen", takes(first_word, moderation.hide)),
)

_EDITING = (
    for_editors(
        "ankuendigung",
        alone(announce.announce),
        public=announce.acknowledge,
        refusal=_announcers_only,
        elsewhere=lambda context: context.announcement_texts.directly,
        argument=Argument.NUMBER,
        short=True,
    ),
    for_editors("kalender", alone(overview.show_calendar), refusal=_announcers_only, short=True),
    for_editors("vorlagen", takes(templates.parse_template, templates.manage_templates), refusal=_announcers_only),
    for_editors("entwuerfe", alone(lessons.list_lessons), short=True),
    for_editors(
        "entwurf", takes_markdown(lessons.parse_wording, lessons.show_or_change), argument=Argument.NUMBER, bare=False
    ),
    for_editors("freigeben", takes(two_words, lessons.approve), argument=Argument.NUMBER, bare=False),
    for_editors("streichen", takes(two_words, lessons.dismiss), argument=Argument.NUMBER, bare=False),
    for_editors("pruefen", alone(review.list_due)),
    for_editors("runde", alone(round_reports.show_progress), elsewhere=lambda context: context.texts.only_directly),
    for_editors("redaktion", alone(desk.send_link), elsewhere=lambda context: context.texts.desk_directly),
    for_editors("abmelden", alone(desk.sign_out)),
    for_editors("unbeantwortet", alone(review.list_unanswered)),
    for_editors("formulierungen", alone(phrasings.list_wanted)),
    for_editors("formulierung", takes(str.strip, phrasings.decide), hidden=True),
    for_editors("kanal", takes(str.split, channels.set_channel), argument=Argument.TOPIC),
)

COMMANDS = Commands((*_KNOWLEDGE, *_EXCHANGE, *_NEWS, *_PERSON, *_MODERATION, *_EDITING))
