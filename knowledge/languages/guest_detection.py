"""Detection of a guest language by script, letters of its own and small words."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.languages.guest import GuestLanguage, Script, load_guest_languages
from knowledge.languages.spelling import find_script, split_tokens
from knowledge.places.frequency import is_frequent
from knowledge.text import STOP_WORDS, fold

_MAX_TEXT_LENGTH = 4000
_LEAST_EVIDENCE = 2  # in Latin script, where one word may be a name or a loan word


@dataclass(frozen=True, kw_only=True, slots=True)
class GuestQuestion:
    """A question in a guest language, as normalised words."""

    language: GuestLanguage
    tokens: tuple[str, ...]

    def is_loan_word(self, token: str) -> bool:
        """Return whether a word may be German or a name: in Latin script, and none of the language."""
        known = token in self.language.function_words or self.language.translate(token) is not None
        return not known and len(token) > 1 and find_script(token) == Script.LATIN

    @property
    def is_greeting(self) -> bool:
        """Whether it says nothing but a greeting."""
        return self.language.courtesies.issuperset(self.tokens)

    @property
    def is_thanks(self) -> bool:
        """Whether it thanks and says nothing else."""
        words = self.language.function_words | self.language.courtesies
        return words.issuperset(self.tokens) and not self.language.thanking_words.isdisjoint(self.tokens)


def detect_guest(text: str, native: frozenset[str]) -> GuestQuestion | None:
    """Return the question in a guest language; None for German, English and what can't be told from them.

    `native` are the small words of the languages in which Lotse answers.
    """
    text = text[:_MAX_TEXT_LENGTH]
    tokens = split_tokens(text)
    candidates = _list_candidates(tokens, text)
    if not candidates:
        return None
    best: GuestLanguage | None = None
    most = len(native.intersection(map(fold, tokens)))
    for language in candidates:
        evidence = _weigh(language, tokens, text, native)
        if evidence > most or (evidence == most and best):
            best, most = language, evidence
    return GuestQuestion(language=best, tokens=tuple(tokens)) if best else None


def has_unknown_script(text: str) -> bool:
    """Return whether most letters of a text are in a script of which Lotse knows no language."""
    letters = [letter for letter in text[:_MAX_TEXT_LENGTH] if letter.isalpha()]
    return 2 * sum(find_script(letter.casefold()) == Script.LATIN for letter in letters) < len(letters)


def _list_candidates(tokens: Sequence[str], text: str) -> list[GuestLanguage]:
    """Return the languages of which there is a small word, a letter or, beyond Latin, the script."""
    scripts = {Script.LATIN} if text.isascii() else {find_script(token) for token in tokens}
    letters = frozenset() if text.isascii() else frozenset(text.casefold())
    return [
        language
        for language in load_guest_languages()
        if language.script in scripts
        and (
            language.script is not Script.LATIN
            or not language.function_words.isdisjoint(tokens)
            or not letters.isdisjoint(language.letters)
        )
    ]


def _weigh(language: GuestLanguage, tokens: Sequence[str], text: str, native: frozenset[str]) -> int:
    """Return how many words tell the language, with its letters as one more; 0 if that is too little."""
    letters = int(not frozenset(text.casefold()).isdisjoint(language.letters))
    if language.script is not Script.LATIN:
        own = [token for token in tokens if find_script(token) == language.script]
        return 1 + len(own) + sum(_is_known(language, token) for token in own) + letters * 2
    telling = {token for token in tokens if fold(token) not in native and _is_telling(language, token)}
    courteous = len(telling & language.courtesies)
    found = len(telling) + courteous + (letters if telling else 0)
    return found if found >= _LEAST_EVIDENCE else 0


def _is_known(language: GuestLanguage, token: str) -> bool:
    return token in language.function_words or language.translate(token) is not None


def _is_telling(language: GuestLanguage, token: str) -> bool:
    """Return whether a word in Latin script is one of the language and not a German one."""
    if len(token) < 2 or fold(token) in STOP_WORDS:
        return False
    return token in language.function_words or (
        not is_frequent(fold(token)) and (language.translate(token) or language.find_place(token)) is not None
    )
