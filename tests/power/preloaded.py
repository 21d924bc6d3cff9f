"""The recorder, built with the C compiler of the machine."""

import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("recorder.c")
COMPILER = shutil.which("cc") or shutil.which("gcc")


def built(folder: Path) -> Path:
    """Return the library that a process is to be started with; raises CalledProcessError."""
    assert COMPILER is not None
    library = folder / "recorder.so"
    command = (COMPILER, "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", str(library), str(SOURCE))
    subprocess.run((*command, "-ldl", "-lpthread"), check=True)  # noqa: S603
    return library
