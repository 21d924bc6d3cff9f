"""The audience in the form of an announcement: rows of conditions, or an expression."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from aiohttp import web

from bot.storage.unit_of_work import UnitOfWork
from bot.web.base.desk import Page, parse_number
from bot.web.pages.announcements.announcement_view import explain
from handlers.announcements.forecast import count_left_out
from handlers.announcements.model.announcement import Reach
from handlers.announcements.model.audience import ALL
from handlers.announcements.parsing import AnnouncementRefused, parse_audience
from handlers.announcements.parsing.conditions import (
    MOST_CONDITIONS,
    Condition,
    Joint,
    Key,
    format_conditions,
    list_conditions,
)
from handlers.announcements.readership import restrict
from handlers.context.context import Context
from handlers.i18n import CATALOGUES
from knowledge.entries import Visibility

# Buttons of this part; another number than these is a row to drop.
_ADD, _AS_TEXT, _AS_ROWS = "add", "text", "list"


@dataclass(frozen=True, kw_only=True, slots=True)
class AudienceForm:
    """Rows of conditions as they were chosen; without rows (None) the expression `text` as it was typed."""

    text: str = ALL
    rows: Sequence[Condition] | None = ()

    @property
    def expression(self) -> str:
        """The audience as it is stored; a row without a value makes it one that can't be parsed."""
        return self.text if self.rows is None else format_conditions(self.rows)

    @property
    def chosen(self) -> str:
        """The audience without the rows whose value is not chosen yet."""
        return self.text if self.rows is None else format_conditions([row for row in self.rows if row.value])


@dataclass(frozen=True, kw_only=True, slots=True)
class AudienceSize:
    """The number of readers in an audience at present, by platform; `problem` says why it is not known.

    `left_out` are those of the audience who may not read it.
    """

    reach: Reach = field(default_factory=dict)
    rooms: int = 0
    left_out: int = 0
    problem: str = ""

    @property
    def all(self) -> int:
        return sum(self.reach.values())

    @property
    def people(self) -> int:
        return self.all - self.rooms


def fill_audience(expression: str, context: Context) -> AudienceForm:
    """Return the form of a stored audience: rows, if rows can say it."""
    try:
        rows = list_conditions(parse_audience(expression, context))
    except AnnouncementRefused:
        rows = None
    return AudienceForm(text=expression, rows=rows if rows is None or len(rows) <= MOST_CONDITIONS else None)


def read_audience(page: Page) -> AudienceForm:
    """Return the audience that was sent; unknown keys and joints become the first of their kind."""
    text = " ".join(page.field("audience").split()) or ALL
    if page.field("audience_by") != _AS_ROWS:
        return AudienceForm(text=text, rows=None)
    numbers = [number for number in range(MOST_CONDITIONS) if f"key.{number}" in page.fields]
    return AudienceForm(rows=[_read_row(page, number) for number in numbers])


def _read_row(page: Page, number: int) -> Condition:
    joint, key = page.field(f"joint.{number}"), page.field(f"key.{number}")
    return Condition(
        joint=Joint(joint) if joint in [*Joint] else Joint.AND,
        key=Key(key) if key in [*Key] else Key.TOPIC,
        value=page.field(f"value.{number}"),
    )


def apply_button(form: AudienceForm, button: str, context: Context) -> AudienceForm:
    """Return the form after one of its buttons: a row more or less, or the other way of writing."""
    if button == _AS_TEXT:
        return AudienceForm(text=form.chosen, rows=None)
    if button == _AS_ROWS:
        return fill_audience(form.text, context)
    rows, number = [*(form.rows or ())], parse_number(button)
    if button == _ADD and len(rows) < MOST_CONDITIONS:
        rows.append(Condition(key=Key.TOPIC))
    elif number is not None:
        rows = [row for place, row in enumerate(rows) if place != number]
    return replace(form, rows=rows)


def read_visibility(page: Page) -> Visibility | None:
    """Return the class of readers that was chosen; None if none was."""
    chosen = page.field("visibility")
    return Visibility(chosen) if chosen in [*Visibility] else None


async def count_audience(
    form: AudienceForm, visibility: Visibility, source: str, context: Context, unit: UnitOfWork
) -> AudienceSize:
    """Count the readers of a source whom the chosen conditions select and who may read it."""
    try:
        audience = parse_audience(form.chosen, context)
    except AnnouncementRefused as refused:
        return AudienceSize(problem=explain(refused, context))
    readers = await restrict(audience, visibility, context)
    reach, rooms = await unit.announcement_lists.count_readers(readers, source)
    left_out = await count_left_out(audience, readers, reach, source, context)
    return AudienceSize(reach=reach, rooms=rooms, left_out=left_out)


def list_values(page: Page, context: Context) -> Mapping[Key, Mapping[str, str]]:
    """Return the values that can be chosen for each key, with their names."""
    knowledge = context.search.knowledge
    centres = {each.id.removeprefix("centre/"): each for each in knowledge.centres}
    topics = {topic.slug: topic.title for topic in knowledge.topics}
    districts = sorted({centre.regierungsbezirk for centre in centres.values()})
    names = {slug: centre.title.removeprefix("Kommunales Integrationszentrum ") for slug, centre in centres.items()}
    platforms = [name for name, traits in context.platforms.items() if traits.has_accounts]
    return {
        Key.TOPIC: topics,
        Key.CENTRE: dict(sorted(names.items(), key=lambda item: item[1])),
        Key.DISTRICT: dict(zip(districts, districts, strict=True)),
        Key.ROLE: {
            "redaktion": page.say("Redakteur*innen"),
            "moderation": page.say("Moderator*innen"),
            "admin": page.say("Wer Lotse betreibt"),
        },
        Key.PLATFORM: {platform.value: platform.value.title() for platform in platforms},
        Key.CHANNEL: topics,
        Key.LANGUAGE: {code: catalogue.label for code, catalogue in CATALOGUES.items()},
    }


async def show_conditions(page: Page) -> web.StreamResponse:
    """Return the rows after a button or another key was chosen."""
    async with page.begin() as (context, _):
        form = apply_button(read_audience(page), page.field("rows"), context)
        values = list_values(page, context)
    return page.render("announcements/conditions.html", audience=form, values=values)
