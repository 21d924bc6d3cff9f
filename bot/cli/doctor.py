"""`lotse doctor`: checks of everything that Lotse needs."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.cli.doctor_checks import run_checks
from bot.cli.environment.options import config_option
from bot.monitoring.checks import Check, Outcome
from bot.settings.loading import FILE, ConfigError, read

_COLOURS = {Outcome.OK: "green", Outcome.NOTE: "yellow", Outcome.FAILED: "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="The data directory to check, if not the configured one.",
)
@config_option
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool, data_dir: Path | None, config: Path | None) -> None:
    """Check configuration, database, knowledge, platforms and time zone."""
    checks = _checks(config, data_dir)
    failed = any(check.outcome is Outcome.FAILED for check in checks)
    if as_json:
        document = {"ok": not failed, "checks": [asdict(check) for check in checks]}
        click.echo(json.dumps(document, ensure_ascii=False).encode())
    else:
        Console(highlight=False).print(_table(checks))
    ctx.exit(1 if failed else 0)


def _checks(config: Path | None, data_dir: Path | None) -> list[Check]:
    try:
        settings = read(config)
    except ConfigError as error:
        return [Check(name="configuration", outcome=Outcome.FAILED, detail=fault) for fault in error.faults]
    if data_dir is not None:
        settings = settings.model_copy(update={"data_dir": data_dir})
    return asyncio.run(run_checks(settings, config or FILE))


def _table(checks: list[Check]) -> Table:
    table = Table("Part", "", "What was found", box=None)
    for check in checks:
        colour = _COLOURS[check.outcome]
        table.add_row(check.name, f"[{colour}]{check.outcome.value}[/{colour}]", escape(check.detail))
    return table
