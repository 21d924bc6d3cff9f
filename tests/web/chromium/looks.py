"""The looks of a page: wide and narrow, light and dark, and enlarged."""

from typing import Any

from playwright.async_api import Page

from tests.web.chromium.axe import find_barriers

_LOOKS = ((1280, "light"), (1280, "dark"), (390, "dark"), (390, "light"))
# Narrower is no phone; 640 is what is left of a desk's screen at 200 %.
_NARROWEST, _ZOOMED = 320, 640
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll('*')].filter(each => each.getBoundingClientRect().right > width + 1)
    .map(each => each.outerHTML.slice(0, 160)).slice(-3);
}"""


async def find_faults(page: Page) -> list[str]:
    """Return the barriers on a page in all looks, and what reaches beyond a narrow screen."""
    faults: list[str] = []
    for width, scheme in _LOOKS:
        await _look(page, width, scheme)
        faults += [f"{width} {scheme}: {barrier}" for barrier in await find_barriers(page)]
    for width in (_ZOOMED, _NARROWEST):
        await _look(page, width, "light")
        faults += [f"{width}: too wide: {each}" for each in await page.evaluate(OVERFLOW)]
    return faults


async def _look(page: Page, width: int, scheme: Any) -> None:
    """Show the whole page, as the bar at the bottom covers whatever a person has not scrolled to yet."""
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": width, "height": 900})
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": width, "height": height})
