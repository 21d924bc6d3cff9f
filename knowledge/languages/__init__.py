"""Languages in which people ask and Lotse does not answer in full, one file each: recognised, glossed in German."""

from knowledge.languages.guest import GuestLanguage, GuestTexts, load_guest_languages
from knowledge.languages.guest_detection import GuestQuestion, detect_guest, has_unknown_script

__all__ = [
    "GuestLanguage",
    "GuestQuestion",
    "GuestTexts",
    "detect_guest",
    "has_unknown_script",
    "load_guest_languages",
]
