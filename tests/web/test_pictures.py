"""The pictures of the desk's pages: none is missing, and each is shown to editors."""

import re

from tests.desk_pictures import FOLDER, ON_PHONES, PICTURES
from tests.web.chromium.addresses import PAGES, find_route

# What is no page: files, parts of pages, and the events of a running announcement.
_NO_PAGE = re.compile(r"/ausgeben/|/verzeichnis/|\.csv|/anhang/|/verlauf$|/vorschau$|/zahl$")
_SHOWN = re.compile(r"\]\(redaktion/([\w-]+)\.png\)")


def test_every_page_has_a_picture() -> None:
    taken = {route for path in PICTURES.values() if (route := find_route(path)) is not None}
    missing = {route.path for route in PAGES if route not in taken}
    assert {path for path in missing if not _NO_PAGE.search(path)} == set()


def test_every_picture_is_shown_to_editors() -> None:
    shown = set(_SHOWN.findall((FOLDER.parent / "redaktion.md").read_text(encoding="utf-8")))
    assert shown == {f"{name}-1280" for name in ("anmelden", *PICTURES)} | {f"{name}-390" for name in ON_PHONES}
    assert shown == {path.stem for path in FOLDER.glob("*.png")}
