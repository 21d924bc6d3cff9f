"""Processes that run a module of this program beside the service."""

import os
from collections.abc import Mapping
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def add_import_path(variables: Mapping[str, str]) -> dict[str, str]:
    """Return environment variables with which a process finds the modules of this one, in whatever folder it runs."""
    return {**variables, "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), variables.get("PYTHONPATH"))))}
