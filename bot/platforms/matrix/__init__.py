"""Matrix: rooms, threads and encrypted rooms on a homeserver."""

from bot.platforms.matrix.platform import MatrixPlatform
from bot.platforms.matrix.settings import MatrixSettings

__all__ = ["MatrixPlatform", "MatrixSettings"]
