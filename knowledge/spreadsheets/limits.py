"""Upper bounds of what is read, so that no file can exhaust the memory or the time of the service."""

MAX_FILE_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 64_000_000
MAX_PARTS = 1_000
MAX_ROWS = 20_000
MAX_COLUMNS = 256
MAX_CELLS = 400_000
MAX_MERGED = 50_000
# The largest cell of the common spreadsheet programs, in characters.
MAX_CELL = 32_767
MAX_CHARACTERS = 50_000_000

# What is packed better than this is no table, once it is large; rows of empty cells reach about a hundred.
MAX_RATIO = 200
RATIO_COUNTS_FROM_BYTES = 5_000_000
