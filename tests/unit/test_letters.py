"""Words by their letters: pieces of four, with marked borders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.letters import Letters, split_grams


def _spell_out(word: str) -> set[str]:
    grams, _ = split_grams([word])
    return {int(gram).to_bytes(4, "big").decode("ascii").rstrip("\0") for gram in grams}


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("haus", {"_hau", "haus", "aus_"}),
        ("ki", {"_ki_"}),
        ("a", {"_a_"}),
        ("", {"__"}),
        ("aaaaaaa", {"_aaa", "aaaa", "aaa_"}),
    ],
)
def test_pieces_mark_the_borders(word: str, pieces: set[str]) -> None:
    assert _spell_out(word) == pieces


@given(st.lists(st.from_regex(r"[a-z0-9]{0,12}", fullmatch=True), max_size=5))
def test_pieces_belong_to_their_word(words: list[str]) -> None:
    grams, owners = split_grams(words)
    for number, word in enumerate(words):
        assert grams[owners == number].tolist() == split_grams([word])[0].tolist()
        marked = f"_{word}_"
        assert _spell_out(word) == {marked[at : at + 4] for at in range(max(1, len(marked) - 3))}


def test_a_word_is_like_itself_and_like_those_that_share_rare_pieces() -> None:
    words = [("sprachkurs", 0), ("sprachkurse", 1), ("antrag", 2)]
    letters = Letters().with_words(words, [], words=3, width=3)
    like = letters.compare("sprachkurs")
    assert like[0] == pytest.approx(1)
    assert like[1] > 0.5
    assert like[2] == 0
    without = letters.with_words([], [1], words=2, width=3)
    assert without.compare("sprachkurs").tolist() == pytest.approx([1, 0, 0])
