"""Marks around words."""


def strip_marks(text: str) -> str:
    """Return a text without the marks and spaces around its words.

    The time that it takes grows with the length of the text, whatever stands in it.
    """
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]
