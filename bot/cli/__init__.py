"""The `lotse` command: its subcommands and exit codes."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from bot.cli.environment.library_logs import hush_libraries
from bot.system.collector import keep_objects

_COMMANDS = {
    "run": "bot.cli.run",
    "demo": "bot.cli.demo.command",
    "setup": "bot.cli.setup",
    "doctor": "bot.cli.doctor",
    "ask": "bot.cli.ask",
    "knowledge": "bot.cli.knowledge",
    "announce": "bot.cli.announce",
    "outbox": "bot.cli.outbox",
    "privacy": "bot.cli.privacy",
    "backup": "bot.cli.backup",
    "restore": "bot.cli.backup",
    "database": "bot.cli.database",
    "matrix": "bot.cli.matrix.commands",
    "telegram": "bot.cli.telegram.commands",
}


class _Commands(click.Group):
    """A group that loads a command when it is called, so that `ask` does not load the platforms' libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        module = _COMMANDS.get(cmd_name)
        with keep_objects():
            command = getattr(import_module(module), cmd_name) if module else None
        return command if isinstance(command, click.Command) else None


@click.group(cls=_Commands, no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lotse", message="Lotse %(version)s")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The configuration file of any command, if not lotse.toml in this folder.",
)
def cli(config: Path | None) -> None:
    """Lotse, the messaging assistant of the Kommunale Integrationszentren."""


def main(prepared: object = None) -> None:
    """Run the command line and end the process; `prepared` is described at `execute`."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    hush_libraries()
    # There are none, and to look for them every installed package is read.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.exit(execute(sys.argv[1:], prepared))


def execute(arguments: Sequence[str], prepared: object = None) -> int:
    """Return 0 on success, 1 on a failure, 2 on wrong usage; failures are sentences on stderr.

    Also 3 if a platform rejects the login, 4 if the service is to be started anew. `prepared` may be a `Search` that
    this process has made before, from which `run` makes its index.
    """
    try:
        code = cli.main(list(arguments), prog_name="lotse", standalone_mode=False, obj=prepared)
    except BrokenPipeError:
        # The reader of the output has gone; Python would report it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001
        # It knows the failures of every library, which most commands never load.
        from bot.cli.environment.failures import describe_failure  # noqa: PLC0415

        click.echo(describe_failure(error), err=True)
        return 2 if isinstance(error, click.UsageError) else 1
    return code if isinstance(code, int) else 0
