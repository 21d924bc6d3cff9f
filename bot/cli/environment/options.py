"""Options that several commands take."""

from pathlib import Path

import click


def named_before(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    """Return the file given to the command, or else the one given to `lotse` before it."""
    before = ctx.find_root().params.get("config")
    return value or (before if isinstance(before, Path) else None)


config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=named_before,
    help="The configuration file, if not lotse.toml in this folder.",
)
yes_option = click.option("--yes", is_flag=True, help="Don't ask before.")
