"""Actions that can't be undone ask first: their buttons lie behind another one."""

import pytest

from bot.web.base.templating import FOLDER

_OPENERS, _CLOSERS = ("<details", "{% call confirm.ask("), ("</details>", "{% endcall %}")


@pytest.mark.parametrize(
    ("template", "action"),
    [
        ("announcements/announcement.html", 'ask("abbrechen"'),
        ("announcements/announcement.html", 'ask("absenden"'),
        ("announcements/announcement.html", 'ask("erinnern"'),
        ("announcements/announcement.html", 'ask("zurueckrufen"'),
        ("announcements/template.html", "/loeschen"),
        ("exchange/lesson.html", "/streichen"),
        ("exchange/question.html", "/schliessen"),
        ("exchange/question.html", "/verbergen"),
        ("exchange/question.html", "/zusammenlegen"),
        ("gaps/parts.html", "/erledigen"),
        ("knowledge/proposals.html", "/ablehnen"),
        ("knowledge/tries.html", "/probe/fragen/streichen"),
    ],
)
def test_it_asks_first(template: str, action: str) -> None:
    text = (FOLDER / template).read_text()
    assert text.count(action) == 1
    if not action.startswith("ask("):
        before = text[: text.index(action)]
        assert max(map(before.rfind, _OPENERS)) > max(map(before.rfind, _CLOSERS))
