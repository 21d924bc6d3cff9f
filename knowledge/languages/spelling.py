"""Words of other languages as people type them: without accents, in lower case, in any script."""

import re
import unicodedata

# Letters that no decomposition brings to their plain form; ة and ى are typed as ه and ي as well.
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "œ": "oe", "ß": "ss", "đ": "d", "ø": "o", "ة": "ه", "ى": "ي", "ـ": ""})
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_APOSTROPHE_WITHIN = re.compile(r"(?<=[^\W\d_a-z])['’ʼ`](?=[^\W\d_a-z])")
_ARTICLE = re.compile(r"^[وبفلك]?ال(?=\w{3})|^لل(?=\w{3})")


def normalise(text: str) -> str:
    """Return lower case without accents, vowel signs and the article of Arabic."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_PLAIN)
    return _ARTICLE.sub("", plain)


def split_tokens(text: str) -> list[str]:
    """Return the words of a text, normalised; hyphenated ones and, beyond Latin, those with an apostrophe are one."""
    folded = text.casefold()
    if folded.isascii():
        return _TOKEN.findall(folded)
    return [normalise(token) for token in _TOKEN.findall(_APOSTROPHE_WITHIN.sub("", _compose(folded)))]


def _compose(text: str) -> str:
    """Return composed letters, without the signs that would divide words."""
    return "".join(
        letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) not in ("Mn", "Cf")
    )


def find_script(token: str) -> str:
    """Return the script of the first letter of a token in lower case, such as "cyrillic"; empty if it has none."""
    letter = next((letter for letter in token if letter.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0].casefold() if letter else ""
