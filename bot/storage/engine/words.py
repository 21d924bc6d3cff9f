"""Digests of the words of questions, by which the same question is known."""

from hashlib import blake2b

from knowledge.text import split_words


def digest_words(text: str) -> str:
    """Return the digest of a question's words; case, punctuation, accents and space make no difference."""
    return blake2b(" ".join(split_words(text) or text.split()).encode(errors="replace"), digest_size=8).hexdigest()
