"""Asks for known weaknesses of what is installed: `python -m tests.audit`; says so where the list can't be reached."""

import json
import subprocess
import sys
from pathlib import Path

_REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"


def main() -> int:
    """1 if there are any."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format", "json"]
    done = subprocess.run(  # noqa: S603
        [*command, "--requirement", str(_REQUIREMENTS)], capture_output=True, text=True, check=False
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        packages = []
    asked = [package for package in packages if "skip_reason" not in package]
    weak = [package for package in asked if package["vulns"]]
    if not asked:
        print("Skipped: the list of known weaknesses can't be reached from here.")  # noqa: T201
        return 0
    for package in weak:
        names = ", ".join(weakness["id"] for weakness in package["vulns"])
        print(f"{package['name']} {package['version']}: {names}")  # noqa: T201
    print(f"{len(asked)} of {len(packages)} packages were looked up; {len(weak)} have known weaknesses.")  # noqa: T201
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
