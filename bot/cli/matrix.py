"""`lotse matrix`: what is particular to Matrix."""

import click

from bot.cli.matrix_verify import verify


@click.group()
def matrix() -> None:
    """Look after the account and its rooms on Matrix."""


matrix.add_command(verify)
