"""Violations of WCAG 2.2 A and AA that axe-core finds."""

import os
from functools import cache
from pathlib import Path

import pytest
from playwright.async_api import Page

_FILE = Path(__file__).parents[2] / "integration/js/node_modules/axe-core/axe.min.js"
_RUN = """async () => {
  document.getAnimations().forEach(animation => animation.finish());
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const options = {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], elementRef: false};
  const found = await axe.run(document, options);
  const explain = node => node.any.concat(node.all, node.none).map(check => check.message).join('; ');
  return found.violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)} (${explain(node)})`));
}"""


async def find_barriers(page: Page) -> list[str]:
    """Return a line for each violation on the page as it is shown; skip where axe-core is not installed."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_source())
    found: list[str] = await page.evaluate(_RUN)
    return found


@cache
def _source() -> str:
    if not _FILE.exists():
        reason = "axe-core is not installed: `make test` does that."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return _FILE.read_text(encoding="utf-8")
