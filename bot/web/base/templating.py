"""Templates, with the texts of the desk in the language of the person who reads."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.settings.web import PATH
from bot.web.base.assets import asset_path
from handlers.core.slices import iterate_in_slices
from handlers.i18n.desk import DESK, choose_desk_language, desk_language
from knowledge.search import Language

FOLDER = Path(__file__).parent / "templates"


class TemplateResponse(web.Response):
    """A page that is rendered once its transaction has ended, in slices between which others are answered."""

    def __init__(self, name: str, language: Language, values: Mapping[str, Any], *, status: int = 200) -> None:
        super().__init__(content_type="text/html", charset="utf-8", status=status)
        self._pieces = environment(language).get_template(name).generate(values)

    async def render(self) -> str:
        """Fill the page in, before it is sent, and return its text."""
        self.text = text = "".join([piece async for piece in iterate_in_slices(self._pieces)])
        return text


def render_template(name: str, language: Language, values: Mapping[str, Any]) -> str:
    """Return a page; texts stand in the templates in German, marked for translation."""
    return environment(language).get_template(name).render(values)


def translate(text: str, language: Language) -> str:
    """Return a German text of the desk in a language; in German if there is no translation."""
    return desk_language(language).translations.get(text, text)


@cache
def environment(language: Language) -> Environment:
    """Return the environment of one language; a name that is not given is an error."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    install: Callable[..., None] = made.install_gettext_callables  # type: ignore[attr-defined]
    install(
        lambda text: translate(text, language),
        lambda one, many, number: translate(one if number == 1 else many, language),
        newstyle=True,
    )
    made.globals.update(
        static=lambda asset: PATH + asset_path(asset),
        path=PATH,
        lang=choose_desk_language(language),
        languages={code: each.name for code, each in DESK.items()},
    )
    return made
