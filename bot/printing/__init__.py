"""The directory of all centres and offers, to be printed."""
