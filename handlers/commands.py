"""The table of all commands: names, help, permission, argument and handler, in the order of help and menus."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar

from handlers.account import linking, privacy, profile
from handlers.announcements.commands import announce, overview, templates
from handlers.announcements.commands import subscriptions as announcement_subscriptions
from handlers.context.context import Context
from handlers.core.arguments import (
    first_and_rest,
    first_word,
    last_number,
    last_reference,
    last_word,
    one_line,
    two_words,
)
from handlers.core.commands import Argument, Command, Commands, Handler, Place, Role, Section
from handlers.core.events import MessageReceived
from handlers.core.messages import Outgoing
from handlers.dialogues import prompts as steps
from handlers.exchange import channels, drafting, lessons, moderation, questions, relays, reminders, subscriptions
from handlers.faq import answers, review
from handlers.i18n import TEXTS
from handlers.i18n.announcements import ANNOUNCING
from handlers.rendering.backslashes import markdown_of_command
from handlers.routing import belonging, help_command, stages
from knowledge.search import Language

T = TypeVar("T")
Answer: TypeAlias = Awaitable[Sequence[Outgoing]]


def command(names: str, handler: Handler, does: str, section: Section, **more: Any) -> Command:
    """Declare a command.

    `names`, `does` (its description in help and menus) and `example` are given in German and English, divided by a bar;
    one alone holds for both.
    """
    role = more.get("role", Role.EVERYONE)
    return Command(
        names=_by_language(names),
        handler=handler,
        does=_by_language(does),
        section=section,
        example=_by_language(more.pop("example", "")),
        **{"refusal": _not_moderated if role is Role.MODERATOR else _editors_only, **more},
    )


def _by_language(text: str) -> Mapping[Language, str]:
    german, _, english = text.partition("|")
    return {"de": german, "en": english or german}


def hidden(names: str, handler: Handler) -> Command:
    """Declare a command that stands behind choices only; neither help nor menus list it."""
    return command(names, handler, "", Section.KNOWLEDGE, hidden=True)


def alone(handler: Callable[[MessageReceived, Context], Answer]) -> Handler:
    """Return the handler of a command that takes no argument."""
    return lambda _, event, context: handler(event, context)


def takes(parse: Callable[[str], T], handler: Callable[[T, MessageReceived, Context], Answer]) -> Handler:
    """Return the handler of a command whose argument `parse` reads."""
    return lambda argument, event, context: handler(parse(argument), event, context)


def takes_markdown(parse: Callable[[str], T], handler: Callable[[T, MessageReceived, Context], Answer]) -> Handler:
    """Return the handler of a command whose argument is read with its form."""

    def handle(argument: str, event: MessageReceived, context: Context) -> Answer:
        call = context.commands.parse(markdown_of_command(event))
        return handler(parse(call.argument if call else argument), event, context)

    return handle


def _editors_only(language: Language) -> str:
    return TEXTS[language].editors_only


def _announcers_only(language: Language) -> str:
    return ANNOUNCING[language].editors_only


def _not_moderated(language: Language) -> str:
    return TEXTS[language].not_moderated


_KNOWLEDGE = (
    command(
        "hilfe|help",
        takes(help_command.asks_for_all, help_command.explain_commands),
        "Was Lotse kann|What Lotse can do",
        Section.KNOWLEDGE,
        words=("alle", "all"),
        phrases=("befehle", "commands"),
    ),
    command(
        "abbrechen|cancel",
        alone(steps.leave_dialogue),
        "Beendet, was Lotse gerade fragt|Ends what Lotse is asking",
        Section.KNOWLEDGE,
    ),
    command(
        "start",
        takes(str.strip, help_command.greet),
        "Begrüßung, auch nach „stopp“|Greeting, also after “stop”",
        Section.KNOWLEDGE,
        bare=False,
    ),
    command(
        "sprache|language",
        takes(help_command.parse_language, help_command.choose_language),
        "Deutsch oder Englisch|German or English",
        Section.KNOWLEDGE,
        argument=Argument.LANGUAGE,
        example="en|de",
    ),
    hidden("eintrag|entry", takes(last_word, answers.show_entry)),
    hidden("auswahl|choice", takes(str.split, answers.choose_entry)),
    hidden("angebote|offers", takes(last_word, answers.list_offers)),
)

_EXCHANGE = (
    command(
        "frage|ask",
        takes(str.strip, drafting.draft_question),
        "Eine Frage an Kolleg\\*innen|A question to colleagues",
        Section.EXCHANGE,
        argument=Argument.TEXT,
        example="Hat jemand Erfahrung mit …?|Has anybody tried …?",
        short=True,
    ),
    command(
        "themen|topics",
        takes(drafting.parse_draft, drafting.list_topics),
        "Themen des Austauschs|Topics of exchange",
        Section.EXCHANGE,
        short=True,
    ),
    command(
        "thema|topic",
        takes(drafting.parse_draft, drafting.choose_topic_by_name),
        "Was es zu einem Thema gibt|What there is on a topic",
        Section.EXCHANGE,
        argument=Argument.TEXT,
        example="Sprachmittlung",
        bare=False,
    ),
    command(
        "offen|open",
        alone(questions.list_open),
        "Offene Fragen, zu denen du etwas weißt|Open questions that you may know about",
        Section.EXCHANGE,
        phrases=("offene fragen", "open questions"),
        short=True,
    ),
    command(
        "meine|mine",
        alone(questions.list_own),
        "Deine Fragen|Your questions",
        Section.EXCHANGE,
        phrases=("meine fragen", "my questions"),
    ),
    command(
        "ansehen|look",
        takes(last_reference, questions.show),
        "Eine Frage, um sie zu beantworten|A question, to answer it",
        Section.EXCHANGE,
        argument=Argument.NUMBER,
        example="12",
        bare=False,
    ),
    command(
        "geloest|solved",
        takes(last_reference, questions.solve),
        "Eine Frage ist gelöst|A question is solved",
        Section.EXCHANGE,
        argument=Argument.NUMBER,
        example="12",
    ),
    command(
        "anonym|anonymous",
        takes(last_reference, questions.withdraw_name),
        "Deinen Namen von einer Frage nehmen|Take your name off a question",
        Section.EXCHANGE,
        argument=Argument.NUMBER,
        example="12",
        bare=False,
    ),
    command(
        "mitlesen|join",
        takes(last_reference, drafting.join),
        "Die Antworten auf eine Frage mitlesen|Read the answers to a question",
        Section.EXCHANGE,
        place=Place.DIRECT,
        argument=Argument.NUMBER,
        example="12",
        bare=False,
    ),
    command(
        "abonnieren|subscribe",
        takes(str.split, subscriptions.subscribe),
        "Neue Fragen eines Themas bekommen|Get new questions of a topic",
        Section.EXCHANGE,
        place=Place.DIRECT,
        argument=Argument.TOPIC,
        example="Sprachmittlung",
    ),
    command(
        "abbestellen|unsubscribe",
        takes(one_line, subscriptions.unsubscribe),
        "Sie nicht mehr bekommen|Get them no more",
        Section.EXCHANGE,
        place=Place.DIRECT,
        argument=Argument.TOPIC,
        example="Sprachmittlung",
    ),
    hidden("antworten|reply", takes(relays.parse_reply, relays.reply)),
    hidden("kollegen|colleagues", takes(drafting.parse_draft, drafting.continue_draft)),
    hidden("themenwahl", takes(drafting.parse_draft, drafting.choose_topic)),
    hidden("zeichnen|sign", takes(drafting.parse_draft, drafting.sign)),
    hidden("absenden|send", takes(drafting.parse_draft, drafting.submit)),
    hidden("verwerfen|drop", takes(drafting.parse_draft, drafting.discard)),
    hidden("vorschau|preview", takes(drafting.parse_draft, drafting.show_preview)),
    hidden("gehoert|belongs", takes(two_words, partial(belonging.apply_decision, answer=stages.answer))),
    hidden("nochoffen", takes(last_reference, reminders.keep_open)),
    hidden("geholfen", takes(last_number, lessons.choose_best_answer)),
    hidden("einverstanden", takes(last_number, lessons.give_consent)),
    hidden("ablehnen", takes(last_number, lessons.refuse_consent)),
)

_NEWS = (
    command(
        "abo|subscriptions",
        takes(one_line, announcement_subscriptions.subscribe),
        "Welche Ankündigungen du bekommst|Which announcements you get",
        Section.NEWS,
        argument=Argument.TOPIC,
        words=("hier", "here"),
        phrases=("abos", "meine abos", "my subscriptions"),
        short=True,
    ),
    command(
        "stopp|stop", alone(announcement_subscriptions.stop), "Keine Nachrichten mehr|No more messages", Section.NEWS
    ),
)

_PERSON = (
    command(
        "zentrum|centre",
        takes(one_line, profile.choose_centre),
        "Das Zentrum, in dem du arbeitest|The centre that you work for",
        Section.PERSON,
        argument=Argument.PLACE,
        example="Bochum",
        phrases=("mein zentrum", "my centre"),
    ),
    command(
        "verbinden|connect",
        takes(str.strip, linking.link_account),
        "Konten auf Matrix und Telegram verbinden|Connect accounts on Matrix and Telegram",
        Section.PERSON,
        place=Place.DIRECT,
    ),
    command(
        "trennen|disconnect",
        alone(linking.unlink_account),
        "Verbundene Konten trennen|Disconnect connected accounts",
        Section.PERSON,
    ),
    command(
        "datenschutz|privacy",
        alone(privacy.explain),
        "Was Lotse über dich speichert|What Lotse keeps of you",
        Section.PERSON,
        short=True,
    ),
    command(
        "meinedaten|mydata",
        alone(privacy.send_personal_data),
        "Alles, was über dich gespeichert ist|All that is kept of you",
        Section.PERSON,
        place=Place.DIRECT,
        phrases=("meine daten", "my data"),
    ),
    command(
        "loeschen|erase",
        takes(privacy.is_confirmed, privacy.erase_on_request),
        "Alles über dich löschen|Erase all that is kept of you",
        Section.PERSON,
        place=Place.DIRECT,
        phrases=("meine daten löschen", "erase my data"),
    ),
)

_MODERATION = (
    command(
        "verschieben|move",
        takes(first_and_rest, moderation.move),
        "Eine Frage in ein anderes Thema|A question to another topic",
        Section.MODERATION,
        role=Role.MODERATOR,
        argument=Argument.NUMBER,
        example="#A12 Sport",
        bare=False,
        short=True,
        asks=True,
    ),
    command(
        "zusammenlegen|merge",
        takes(two_words, moderation.merge),
        "Zwei Fragen zu einer|Two questions into one",
        Section.MODERATION,
        role=Role.MODERATOR,
        argument=Argument.NUMBER,
        example="#A12 #A9",
        bare=False,
        short=True,
        asks=True,
    ),
    command(
        "verbergen|hide",
        takes(first_word, moderation.hide),
        "Eine Frage aus den Kanälen nehmen|Take a question out of the channels",
        Section.MODERATION,
        role=Role.MODERATOR,
        argument=Argument.NUMBER,
        example="#A12",
        bare=False,
        short=True,
        asks=True,
    ),
)

_EDITING = (
    command(
        "ankuendigung|announce",
        alone(announce.announce),
        "Eine Ankündigung schreiben|Write an announcement",
        Section.EDITING,
        public=announce.acknowledge,
        role=Role.EDITOR,
        refusal=_announcers_only,
        place=Place.DIRECT,
        argument=Argument.NUMBER,
        short=True,
    ),
    command(
        "kalender|calendar",
        alone(overview.show_calendar),
        "Geplante Ankündigungen|Planned announcements",
        Section.EDITING,
        role=Role.EDITOR,
        refusal=_announcers_only,
        short=True,
    ),
    command(
        "vorlagen|templates",
        takes(templates.parse_template, templates.manage_templates),
        "Vorlagen für Ankündigungen|Templates for announcements",
        Section.EDITING,
        role=Role.EDITOR,
        refusal=_announcers_only,
    ),
    command(
        "entwuerfe|drafts",
        alone(lessons.list_lessons),
        "Entwürfe für die Wissensbasis|Drafts for the knowledge base",
        Section.EDITING,
        role=Role.EDITOR,
        short=True,
    ),
    command(
        "entwurf|draft",
        takes_markdown(lessons.parse_wording, lessons.show_or_change),
        "Einen davon ansehen oder ändern|Look at one of them, or change it",
        Section.EDITING,
        role=Role.EDITOR,
        argument=Argument.NUMBER,
        example="3",
        bare=False,
    ),
    command(
        "freigeben|approve",
        takes(two_words, lessons.approve),
        "Ihn in die Wissensbasis übernehmen|Put it into the knowledge base",
        Section.EDITING,
        role=Role.EDITOR,
        argument=Argument.NUMBER,
        example="3",
        bare=False,
    ),
    command(
        "streichen|dismiss",
        takes(two_words, lessons.dismiss),
        "Ihn streichen|Drop it",
        Section.EDITING,
        role=Role.EDITOR,
        argument=Argument.NUMBER,
        example="3",
        bare=False,
    ),
    command(
        "pruefen|review",
        alone(review.list_due),
        "Einträge, die überprüft werden müssen|Entries that need a review",
        Section.EDITING,
        role=Role.EDITOR,
    ),
    command(
        "unbeantwortet|unanswered",
        alone(review.list_unanswered),
        "Fragen, auf die es keine Antwort gibt|Questions that nothing answers",
        Section.EDITING,
        role=Role.EDITOR,
    ),
    command(
        "kanal|channel",
        takes(str.split, channels.set_channel),
        "Fragen zu einem Thema hierher; „aus“ beendet es|Questions on a topic go here; “off” ends it",
        Section.EDITING,
        role=Role.EDITOR,
        argument=Argument.TOPIC,
        example="Sport",
        words=("aus", "off"),
    ),
)

COMMANDS = Commands((*_KNOWLEDGE, *_EXCHANGE, *_NEWS, *_PERSON, *_MODERATION, *_EDITING))
