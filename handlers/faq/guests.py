"""Replies to questions in languages in which Lotse does not answer in full."""

from handlers.core.messages import Choice
from knowledge.languages import GuestLanguage, load_guest_languages
from knowledge.search import Finding, FindingKind, Language, Smalltalk


def find_guest_language(code: Language | None) -> GuestLanguage | None:
    """Return the guest language with this code; None if it is none."""
    return next((language for language in load_guest_languages() if language.code == code), None)


def render_for_guest(
    finding: Finding, guest: GuestLanguage, reply: str, choices: tuple[Choice, ...]
) -> tuple[str, tuple[Choice, ...]]:
    """Return a reply in a guest language, around the German one where it holds entries, and its choices."""
    texts = guest.texts
    match finding.kind:
        case FindingKind.ANSWER:
            return f"{texts.answer}\n\n{reply}\n\n{texts.about}", choices
        case FindingKind.CHOICES:
            return f"{texts.about}\n\n{texts.nearest}", choices
        case FindingKind.SMALLTALK:
            return texts.thanks if finding.smalltalk is Smalltalk.THANKS else texts.about, ()
        case _:
            return f"{texts.about}\n\n{texts.nothing}", ()
