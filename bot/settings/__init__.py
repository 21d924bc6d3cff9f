"""What can be set: declared once, read once, validated together, frozen."""
