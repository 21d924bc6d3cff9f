"""The table of all dialogues: their steps, what each takes, and the ways back and out.

Verifying a Matrix device by emoji is none of them: its steps are events between clients (`m.key.verification.*`), which
a person answers in the window of their own client and an admin at the shell (`lotse matrix verify`). Lotse writes
nothing about it into a chat, and nothing that is typed or tapped in a chat answers it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from handlers.i18n import Sentence

LIFETIME = timedelta(minutes=30)
# How long a code that links accounts is valid, and the request that follows it.
CODE_LIFETIME = timedelta(minutes=10)
# Recorded as the step of a message that took a choice.
CHOICE = "choice"


class InputKind(StrEnum):
    """A kind of input that a step accepts besides its choices."""

    TEXT = "text"
    FILE = "file"
    CAPTIONED_FILE = "captioned file"
    PLACE = "place"
    TIME = "time"
    AUDIENCE = "audience"
    TOPIC = "topic"
    CODE = "code"
    DAY = "day"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A point of a dialogue at which Lotse waits for one person.

    `command` prompts when it stands alone, and accepts the input behind it; `{subject}` is the subject of the dialogue.
    `back` is the command that prompts for the previous step, empty for the first one, where going back means leaving;
    `cancel` is the command that ends the dialogue. `misfit` is the sentence for input that the step does not accept.
    `is_markdown`: input keeps its form.
    """

    name: str
    command: str
    takes: frozenset[InputKind] = frozenset()
    back: str = ""
    cancel: str = "/abbrechen"
    misfit: Sentence = lambda texts: texts.misfit_choice
    is_markdown: bool = False

    @property
    def dialogue(self) -> str:
        """The name of the dialogue that the step belongs to."""
        return self.name.partition(".")[0]

    @property
    def accepts_any_text(self) -> bool:
        """Return whether any text is an answer, so that no message is taken as a question to Lotse."""
        return InputKind.TEXT in self.takes


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialogue:
    """The steps in their usual order, and the names of the commands in `handlers.commands` that belong to them."""

    commands: frozenset[str]
    steps: tuple[Step, ...]
    lifetime: timedelta = LIFETIME


_DROP = "/verwerfen {subject}"
QUESTION = Step(
    name="exchange.question",
    command="/frage",
    takes=frozenset({InputKind.TEXT, InputKind.CAPTIONED_FILE}),
    misfit=lambda texts: texts.misfit_text,
)
# Known answers and earlier questions, which may make the question unnecessary.
KNOWN = Step(name="exchange.known", command="/kollegen {subject}", back="/frage", cancel=_DROP)
TOPIC = Step(
    name="exchange.topic",
    command="/thema {subject}",
    takes=frozenset({InputKind.TOPIC}),
    back="/frage",
    cancel=_DROP,
    misfit=lambda texts: texts.misfit_topic,
)
SIGNATURE = Step(
    name="exchange.signature",
    command="/zeichnen {subject}",
    back="/themenwahl {subject}",
    cancel=_DROP,
)
OWN_CENTRE = Step(
    name="exchange.centre",
    command="/zeichnen {subject} in",
    takes=frozenset({InputKind.PLACE}),
    back="/zeichnen {subject}",
    cancel=_DROP,
    misfit=lambda texts: texts.misfit_place,
)
PREVIEW = Step(
    name="exchange.preview",
    command="/vorschau {subject}",
    back="/zeichnen {subject}",
    cancel=_DROP,
)

REPLY = Step(
    name="reply.text",
    command="/antworten {subject}",
    takes=frozenset({InputKind.TEXT, InputKind.FILE}),
    misfit=lambda texts: texts.misfit_text,
)

_ANNOUNCEMENT = "/ankuendigung {subject}"
_CALL_OFF = f"{_ANNOUNCEMENT} abbrechen"
TEXT = Step(
    name="announcement.text",
    command=f"{_ANNOUNCEMENT} schreiben",
    takes=frozenset({InputKind.TEXT, InputKind.FILE}),
    cancel=_CALL_OFF,
    misfit=lambda texts: texts.misfit_text,
    is_markdown=True,
)
AUDIENCE = Step(
    name="announcement.audience",
    command=f"{_ANNOUNCEMENT} wen",
    takes=frozenset({InputKind.AUDIENCE}),
    back=f"{_ANNOUNCEMENT} schreiben",
    cancel=_CALL_OFF,
    misfit=lambda texts: texts.misfit_audience,
)
TIME = Step(
    name="announcement.time",
    command=f"{_ANNOUNCEMENT} zeit",
    takes=frozenset({InputKind.TIME}),
    back=f"{_ANNOUNCEMENT} wen",
    cancel=_CALL_OFF,
    misfit=lambda texts: texts.misfit_time,
)
# Leaving the preview keeps the draft for later.
DRAFT = Step(name="announcement.preview", command=_ANNOUNCEMENT, back=f"{_ANNOUNCEMENT} zeit")
# Changes after the preview; leaving leads back to the preview.
OTHER_TEXT = Step(
    name="announcement.other_text",
    command=f"{_ANNOUNCEMENT} text",
    takes=frozenset({InputKind.TEXT, InputKind.FILE}),
    cancel=_ANNOUNCEMENT,
    misfit=lambda texts: texts.misfit_text,
    is_markdown=True,
)
OTHER_AUDIENCE = Step(
    name="announcement.other_audience",
    command=f"{_ANNOUNCEMENT} an",
    takes=frozenset({InputKind.AUDIENCE}),
    cancel=_ANNOUNCEMENT,
    misfit=lambda texts: texts.misfit_audience,
)
OTHER_TIME = Step(
    name="announcement.other_time",
    command=f"{_ANNOUNCEMENT} wann",
    takes=frozenset({InputKind.TIME}),
    cancel=_ANNOUNCEMENT,
    misfit=lambda texts: texts.misfit_time,
)
# A field whose value was deleted; there is no preview without it.
OTHER_FIELD = Step(
    name="announcement.other_field",
    command=f"{_ANNOUNCEMENT} neufeld",
    takes=frozenset({InputKind.TEXT}),
    misfit=lambda texts: texts.misfit_text,
)
ENGLISH = Step(
    name="announcement.english",
    command=f"{_ANNOUNCEMENT} englisch",
    takes=frozenset({InputKind.TEXT}),
    cancel=_ANNOUNCEMENT,
    misfit=lambda texts: texts.misfit_text,
    is_markdown=True,
)
ATTACHMENT = Step(
    name="announcement.file",
    command=f"{_ANNOUNCEMENT} anhang",
    takes=frozenset({InputKind.FILE}),
    cancel=_ANNOUNCEMENT,
    misfit=lambda texts: texts.misfit_file,
)
REWORDING = Step(
    name="announcement.rewording",
    command=f"{_ANNOUNCEMENT} aendern",
    takes=frozenset({InputKind.TEXT}),
    cancel=_ANNOUNCEMENT,
    misfit=lambda texts: texts.misfit_text,
    is_markdown=True,
)
# The next field of a template.
FIELD = Step(
    name="announcement.field",
    command=f"{_ANNOUNCEMENT} feld",
    takes=frozenset({InputKind.TEXT}),
    back=f"{_ANNOUNCEMENT} vorfeld",
    cancel=_CALL_OFF,
    misfit=lambda texts: texts.misfit_text,
)

LESSON = Step(
    name="lesson.text",
    command="/entwurf {subject} aendern",
    takes=frozenset({InputKind.TEXT}),
    cancel="/entwurf {subject}",
    misfit=lambda texts: texts.misfit_text,
    is_markdown=True,
)

# Changes to an entry; the subject is its id, and the field behind it.
EDIT_ENTRY = Step(
    name="edit.entry",
    command="/aendern",
    takes=frozenset({InputKind.TEXT}),
    misfit=lambda texts: texts.misfit_text,
)
EDIT_FIELD = Step(name="edit.field", command="/aendern {subject}", back="/aendern anderen")
EDIT_VALUE = Step(
    name="edit.value",
    command="/aendern {subject}",
    takes=frozenset({InputKind.TEXT}),
    back="/aendern {subject} zurueck",
    misfit=lambda texts: texts.misfit_text,
    is_markdown=True,
)

CENTRE = Step(
    name="centre.place",
    command="/zentrum",
    takes=frozenset({InputKind.PLACE}),
    misfit=lambda texts: texts.misfit_place,
)
# One account gets a code and the other gives it; the account that got it is then asked whether both shall be joined.
CODE = Step(
    name="linking.code",
    command="/verbinden code",
    takes=frozenset({InputKind.CODE}),
    cancel="/verbinden abbrechen",
    misfit=lambda texts: texts.misfit_code,
)
REQUEST = Step(
    name="linking.request",
    command="/verbinden anfrage {subject}",
    back="/verbinden zurueck {subject}",
    cancel="/verbinden nein {subject}",
)
SURE = Step(
    name="linking.sure",
    command="/verbinden anfrage {subject}",
    back="/verbinden zurueck {subject}",
    cancel="/verbinden nein {subject}",
)
# Whoever goes, or is away until a day, chooses who is asked to take over.
HANDOVER = Step(name="handover.kind", command="/uebergabe")
ABSENCE = Step(
    name="handover.day",
    command="/vertretung",
    takes=frozenset({InputKind.DAY}),
    back="/uebergabe",
    misfit=lambda texts: texts.misfit_day,
)
TAKER = Step(name="handover.taker", command="/uebergabe an {subject}", back="/uebergabe")
FREQUENCY = Step(name="subscription.pace", command="/abonnieren {subject}")
LANGUAGE = Step(name="language.choice", command="/sprache")
ERASURE = Step(name="erasure.sure", command="/loeschen")

DIALOGUES: Mapping[str, Dialogue] = {
    "exchange": Dialogue(
        commands=frozenset(
            {"frage", "kollegen", "themenwahl", "themen", "thema", "zeichnen", "vorschau", "absenden", "verwerfen"}
        ),
        steps=(QUESTION, KNOWN, TOPIC, SIGNATURE, OWN_CENTRE, PREVIEW),
    ),
    "reply": Dialogue(commands=frozenset({"antworten"}), steps=(REPLY,)),
    "announcement": Dialogue(
        commands=frozenset({"ankuendigung", "vorlagen"}),
        steps=(
            FIELD,
            TEXT,
            AUDIENCE,
            TIME,
            DRAFT,
            OTHER_TEXT,
            OTHER_AUDIENCE,
            OTHER_TIME,
            OTHER_FIELD,
            ENGLISH,
            ATTACHMENT,
            REWORDING,
        ),
    ),
    "lesson": Dialogue(commands=frozenset({"entwurf"}), steps=(LESSON,)),
    "edit": Dialogue(
        commands=frozenset({"aendern", "speichern", "vorschlagen"}), steps=(EDIT_ENTRY, EDIT_FIELD, EDIT_VALUE)
    ),
    "centre": Dialogue(commands=frozenset({"zentrum"}), steps=(CENTRE,)),
    "linking": Dialogue(commands=frozenset({"verbinden"}), steps=(CODE, REQUEST, SURE), lifetime=CODE_LIFETIME),
    "handover": Dialogue(commands=frozenset({"uebergabe", "vertretung"}), steps=(HANDOVER, ABSENCE, TAKER)),
    "subscription": Dialogue(commands=frozenset({"abonnieren"}), steps=(FREQUENCY,)),
    "language": Dialogue(commands=frozenset({"sprache"}), steps=(LANGUAGE,)),
    "erasure": Dialogue(commands=frozenset({"loeschen"}), steps=(ERASURE,), lifetime=timedelta(minutes=5)),
}
STEPS: Mapping[str, Step] = {step.name: step for dialogue in DIALOGUES.values() for step in dialogue.steps}
