"""`lotse matrix`: commands for the Matrix account."""

import click

from bot.cli.matrix.provision import provision
from bot.cli.matrix.verify import verify


@click.group(no_args_is_help=False)
def matrix() -> None:
    """Look after Lotse's Matrix account and its rooms."""


matrix.add_command(verify)
matrix.add_command(provision)
