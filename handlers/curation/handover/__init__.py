"""Handover: whoever goes, or is away, passes on what they look after to somebody who accepts."""
