"""Settings: declared once, read once, validated together, frozen."""
