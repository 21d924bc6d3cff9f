"""Keep libraries from loading optional dependencies that Lotse does not use."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hide_modules(*modules: str) -> Iterator[None]:
    """Make imports of these modules fail while the context is open, unless they are loaded already.

    None in the place of a module does that: https://docs.python.org/3/reference/import.html#the-module-cache.
    """
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
