"""The platforms on which people can be found, as filters and columns name them."""

from bot.platforms.table import platform_traits

# By their names in addresses.
PLATFORM_TITLES = {name.value: name.title() for name, traits in platform_traits().items() if traits.has_accounts}
