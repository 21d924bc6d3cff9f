"""The table of all dialogues: their steps, what each takes, and the ways back and out.

Verifying a Matrix device by emoji is none of them: its steps are events between clients (`m.key.verification.*`), which
a person answers in the window of their own client and an admin at the shell (`lotse matrix verify`). Lotse writes
nothing about it into a chat, and nothing that is typed or tapped in a chat answers it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal, TypeAlias

LIFETIME = timedelta(minutes=30)
# For so long a code that joins accounts holds, and the question whether they shall be joined.
CODE_LIFETIME = timedelta(minutes=10)
# The name under which it is remembered that a message took a choice, which is no step.
CHOICE = "choice"


class InputKind(StrEnum):
    """What a step understands, beside the choices that it offers."""

    TEXT = "text"
    FILE = "file"
    CAPTIONED_FILE = "captioned file"
    PLACE = "place"
    TIME = "time"
    AUDIENCE = "audience"
    TOPIC = "topic"
    CODE = "code"


# Sentences of `handlers.i18n` that say what a step takes, with an example.
Misfit: TypeAlias = Literal[
    "misfit_text",
    "misfit_file",
    "misfit_place",
    "misfit_time",
    "misfit_audience",
    "misfit_topic",
    "misfit_code",
    "misfit_choice",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A point of a dialogue at which Lotse waits for one person.

    `command` asks when it stands alone and takes what stands behind it; `{subject}` is what the dialogue is about.
    `back` is the command that asks for the step before, `cancel` the one that ends the dialogue; an empty `back` means
    that this is the first step, from which the way back is the way out. `misfit` names the sentence for what the step
    can't take. `is_markdown`: a text that it takes keeps its form.
    """

    name: str
    command: str
    takes: frozenset[InputKind] = frozenset()
    back: str = ""
    cancel: str = "/abbrechen"
    misfit: Misfit = "misfit_choice"
    is_markdown: bool = False

    @property
    def dialogue(self) -> str:
        """The name of the dialogue that it belongs to."""
        return self.name.partition(".")[0]

    @property
    def accepts_any_text(self) -> bool:
        """Whether any text is an answer, so that nothing that a person writes here is a question to Lotse."""
        return InputKind.TEXT in self.takes


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialogue:
    """Steps in their usual order, and the names of the commands (see `handlers.commands`) that belong to them."""

    commands: frozenset[str]
    steps: tuple[Step, ...]
    lifetime: timedelta = LIFETIME


_DROP = "/verwerfen {subject}"
QUESTION = Step(
    name="exchange.question",
    command="/frage",
    takes=frozenset({InputKind.TEXT, InputKind.CAPTIONED_FILE}),
    misfit="misfit_text",
)
# What is known already, or was asked before, may do instead.
KNOWN = Step(name="exchange.known", command="/kollegen {subject}", back="/frage", cancel=_DROP)
TOPIC = Step(
    name="exchange.topic",
    command="/thema {subject}",
    takes=frozenset({InputKind.TOPIC}),
    back="/frage",
    cancel=_DROP,
    misfit="misfit_topic",
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
    misfit="misfit_place",
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
    misfit="misfit_text",
)

_ANNOUNCEMENT = "/ankuendigung {subject}"
_CALL_OFF = f"{_ANNOUNCEMENT} abbrechen"
TEXT = Step(
    name="announcement.text",
    command=f"{_ANNOUNCEMENT} schreiben",
    takes=frozenset({InputKind.TEXT, InputKind.FILE}),
    cancel=_CALL_OFF,
    misfit="misfit_text",
    is_markdown=True,
)
AUDIENCE = Step(
    name="announcement.audience",
    command=f"{_ANNOUNCEMENT} wen",
    takes=frozenset({InputKind.AUDIENCE}),
    back=f"{_ANNOUNCEMENT} schreiben",
    cancel=_CALL_OFF,
    misfit="misfit_audience",
)
TIME = Step(
    name="announcement.time",
    command=f"{_ANNOUNCEMENT} zeit",
    takes=frozenset({InputKind.TIME}),
    back=f"{_ANNOUNCEMENT} wen",
    cancel=_CALL_OFF,
    misfit="misfit_time",
)
# Leaving the preview keeps the draft, to be gone on with later.
DRAFT = Step(name="announcement.preview", command=_ANNOUNCEMENT, back=f"{_ANNOUNCEMENT} zeit")
# What is changed of an announcement whose preview has been seen: leaving leads back to the preview.
OTHER_TEXT = Step(
    name="announcement.other_text",
    command=f"{_ANNOUNCEMENT} text",
    takes=frozenset({InputKind.TEXT, InputKind.FILE}),
    cancel=_ANNOUNCEMENT,
    misfit="misfit_text",
    is_markdown=True,
)
OTHER_AUDIENCE = Step(
    name="announcement.other_audience",
    command=f"{_ANNOUNCEMENT} an",
    takes=frozenset({InputKind.AUDIENCE}),
    cancel=_ANNOUNCEMENT,
    misfit="misfit_audience",
)
OTHER_TIME = Step(
    name="announcement.other_time",
    command=f"{_ANNOUNCEMENT} wann",
    takes=frozenset({InputKind.TIME}),
    cancel=_ANNOUNCEMENT,
    misfit="misfit_time",
)
# A field whose value was taken back; there is no preview without it.
OTHER_FIELD = Step(
    name="announcement.other_field",
    command=f"{_ANNOUNCEMENT} neufeld",
    takes=frozenset({InputKind.TEXT}),
    misfit="misfit_text",
)
ENGLISH = Step(
    name="announcement.english",
    command=f"{_ANNOUNCEMENT} englisch",
    takes=frozenset({InputKind.TEXT}),
    cancel=_ANNOUNCEMENT,
    misfit="misfit_text",
    is_markdown=True,
)
ATTACHMENT = Step(
    name="announcement.file",
    command=f"{_ANNOUNCEMENT} anhang",
    takes=frozenset({InputKind.FILE}),
    cancel=_ANNOUNCEMENT,
    misfit="misfit_file",
)
REWORDING = Step(
    name="announcement.rewording",
    command=f"{_ANNOUNCEMENT} aendern",
    takes=frozenset({InputKind.TEXT}),
    cancel=_ANNOUNCEMENT,
    misfit="misfit_text",
    is_markdown=True,
)
# The next field of a template, all of which make up the text.
FIELD = Step(
    name="announcement.field",
    command=f"{_ANNOUNCEMENT} feld",
    takes=frozenset({InputKind.TEXT}),
    back=f"{_ANNOUNCEMENT} vorfeld",
    cancel=_CALL_OFF,
    misfit="misfit_text",
)

LESSON = Step(
    name="lesson.text",
    command="/entwurf {subject} aendern",
    takes=frozenset({InputKind.TEXT}),
    cancel="/entwurf {subject}",
    misfit="misfit_text",
    is_markdown=True,
)

CENTRE = Step(
    name="centre.place",
    command="/zentrum",
    takes=frozenset({InputKind.PLACE}),
    misfit="misfit_place",
)
# One account gets a code and the other gives it; the account that got it is then asked whether both shall be joined.
CODE = Step(
    name="linking.code",
    command="/verbinden code",
    takes=frozenset({InputKind.CODE}),
    cancel="/verbinden abbrechen",
    misfit="misfit_code",
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
    "centre": Dialogue(commands=frozenset({"zentrum"}), steps=(CENTRE,)),
    "linking": Dialogue(commands=frozenset({"verbinden"}), steps=(CODE, REQUEST, SURE), lifetime=CODE_LIFETIME),
    "subscription": Dialogue(commands=frozenset({"abonnieren"}), steps=(FREQUENCY,)),
    "language": Dialogue(commands=frozenset({"sprache"}), steps=(LANGUAGE,)),
    "erasure": Dialogue(commands=frozenset({"loeschen"}), steps=(ERASURE,), lifetime=timedelta(minutes=5)),
}
STEPS: Mapping[str, Step] = {step.name: step for dialogue in DIALOGUES.values() for step in dialogue.steps}
