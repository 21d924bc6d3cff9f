"""The languages that Lotse speaks: the small words that tell them apart, and requests to be answered in one."""

import re
from collections.abc import Mapping

from knowledge.text import split_words

_ENGLISH = frozenset(
    split_words(
        """
        the is are what which who where when how does do can you for of to and in at with my me please has have any
        anyone number phone address responsible about there their this that i need looking hello thanks thank contact
        centre center
        """
    )
)
_GERMAN = frozenset(
    split_words(
        """
        der die das ist sind was welche welcher welches wer wo wann wie und für in im mit mein meine mir mich bitte hat
        haben gibt es ich nicht ein eine zum zur von vom den dem zu auf bei wen telefon adresse hallo danke
        """
    )
)

SMALL_WORDS: Mapping[str, frozenset[str]] = {"de": _GERMAN, "en": _ENGLISH}

# Folded, and without punctuation.
REQUESTS: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(r"(?:(?:auf|in) )?(?:englisch|english)(?: please)?"),
    "de": re.compile(r"(?:(?:auf|in) )?(?:deutsch|german)(?: please)?"),
}
