"""Checks of an installation that `lotse doctor` and the web desk share. They change nothing."""

import os
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from stat import S_IMODE
from typing import TypeAlias

from bot.settings.loading import Settings
from bot.storage.engine.schema import HEAD, SchemaVersion
from knowledge.entries import Knowledge

_SHOWN = 5
_OTHERS = 0o077


class Outcome(StrEnum):
    """The outcome of a check; a note is worth knowing, but nothing is broken."""

    OK = "ok"
    NOTE = "note"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    name: str
    outcome: Outcome
    detail: str


class ChecksFailed(Exception):
    """The checks came to no end."""


Finding: TypeAlias = tuple[Outcome, str]


def check_time_zone(settings: Settings, now: datetime) -> Finding:
    return Outcome.OK, f"{settings.time_zone}, where it is {now.astimezone(settings.time_zone):%d.%m.%Y %H:%M}"


def check_data_dir(folder: Path) -> Finding:
    if not folder.exists():
        return Outcome.NOTE, f"{folder} is not there yet; the first start makes it"
    if not folder.is_dir():
        return Outcome.FAILED, f"{folder} is not a folder"
    if S_IMODE(folder.stat().st_mode) & _OTHERS:
        return Outcome.NOTE, f"{folder} can be read by others on this machine: chmod 700 {folder}"
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Outcome.FAILED, f"{folder} is not for the user of this command to read and write"
    return Outcome.OK, f"{folder} is for its owner only"


def check_revision(found: SchemaVersion, expired: int) -> Finding:
    """Check the revision of the tables; `expired` counts the events that were too old to be answered."""
    if found.is_newer:
        return Outcome.NOTE, f"revision {found.revision}, this version knows {HEAD} and can use it"
    if expired:
        return Outcome.NOTE, f"revision {HEAD}; {expired} questions of the last weeks were too old to be answered"
    return Outcome.OK, f"revision {HEAD}"


def check_knowledge(knowledge: Knowledge, today: date) -> Finding:
    """Count the entries, and name those whose review is due."""
    overdue = [entry.id for entry in knowledge.entries if entry.review_by and entry.review_by < today]
    counts = f"{len(knowledge.centres)} centres, {len(knowledge.offers)} offers, {len(knowledge.faqs)} faqs"
    if not overdue:
        return Outcome.OK, counts
    more = ", ..." if len(overdue) > _SHOWN else ""
    return Outcome.NOTE, f"{counts}; {len(overdue)} due for review: {', '.join(overdue[:_SHOWN])}{more}"


def check_retention(settings: Settings) -> Finding:
    kept = settings.retention.model_dump()
    return Outcome.OK, ", ".join(f"{name.removesuffix('_days')} {days} days" for name, days in kept.items())
