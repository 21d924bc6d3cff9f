"""The reader as whom gaps are judged."""

from knowledge.entries import Visibility

# Anybody may ask it again: an entry or topic that fewer may read closes it for none of the others.
GAP_READER = Visibility.PUBLIC
