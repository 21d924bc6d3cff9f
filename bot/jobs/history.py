"""The times at which the jobs of this process last ran."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class JobRun:
    """The last run of a job; `failed_at` is when one last failed since the start, None if none did."""

    every: timedelta
    ended_at: datetime | None = None
    failed_at: datetime | None = None


class JobHistory:
    """The last run of each job by its name; it begins anew with the process."""

    def __init__(self) -> None:
        self._runs: dict[str, JobRun] = {}

    def expect(self, name: str, every: timedelta) -> None:
        """Add a job that has not run yet."""
        self._runs[name] = JobRun(every=every)

    def note(self, name: str, ended_at: datetime, *, has_failed: bool) -> None:
        before = self._runs.get(name, JobRun(every=timedelta()))
        failed_at = ended_at if has_failed else before.failed_at
        self._runs[name] = JobRun(every=before.every, ended_at=ended_at, failed_at=failed_at)

    def list(self) -> Mapping[str, JobRun]:
        return dict(self._runs)
