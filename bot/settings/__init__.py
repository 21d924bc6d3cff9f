"""The settings: declared once, read once, checked together, frozen."""
