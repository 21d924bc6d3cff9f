"""The memory of the idle service, as a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.tables import show
from tests.integration.synapse import free_port

_STATUS = Path("/proc/self/status")
_READY = "Lotse is running"
_MATRIX = "import bot.runtime.app, bot.platforms.matrix.platform; print('Lotse is running', flush=True); input()"
_ENDS_AFTER_S = 30


def memory() -> None:
    """Resident memory, where /proc tells it."""
    if not _STATUS.exists():
        show("Memory: not measured, there is no /proc here", (), ())
        return
    with TemporaryDirectory() as folder:
        with _process(("-m", "bot", "run"), Path(folder)) as service:
            rows = [("idle service, no platform, after its first start", resident(service))]
        with _process(("-m", "bot", "run"), Path(folder)) as service:
            rows.append(("idle service, no platform", resident(service)))
        with _process(("-m", "bot", "run"), Path(folder), **_with_desk()) as service:
            rows.append(("idle service, no platform, with the web desk", resident(service)))
    with TemporaryDirectory() as folder, _process(("-c", _MATRIX), Path(folder)) as imported:
        rows.append(("only the modules of the service and of Matrix", resident(imported)))
    show("Memory", ("process", "MB"), rows)


def _with_desk() -> dict[str, str]:
    port = free_port()
    return {"LOTSE_WEB__URL": f"http://localhost:{port}", "LOTSE_WEB__LISTEN": f"127.0.0.1:{port}"}


@contextmanager
def _process(arguments: tuple[str, ...], folder: Path, **settings: str) -> Iterator[int]:
    """The id of a process that is ready; it ends with the context."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
    with subprocess.Popen(  # noqa: S603
        (sys.executable, *arguments),
        cwd=folder,
        # Without a platform it runs only where it can be watched.
        env={
            **inherited,
            **settings,
            "LOTSE_MONITORING__LISTEN": f"127.0.0.1:{free_port()}",
            "PYTHONPATH": os.pathsep.join((str(Path.cwd()), inherited.get("PYTHONPATH", ""))),
        },
        stdin=subprocess.PIPE if arguments[0] == "-c" else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            said = next((line for line in process.stdout or () if _READY in line), None)
            if said is None:
                raise RuntimeError(f"{' '.join(arguments)} ended before it was ready")
            yield process.pid
        finally:
            process.terminate()
            process.wait(_ENDS_AFTER_S)


def resident(process: int) -> str:
    """In megabytes."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    found = re.search(r"^VmRSS:\s*(\d+) kB", status, re.MULTILINE)
    return f"{int(found[1]) / 1024:.0f}" if found else "–"
