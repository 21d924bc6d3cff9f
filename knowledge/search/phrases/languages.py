"""Small words by which German and English are told apart."""

from knowledge.text import split_words

ENGLISH = frozenset(
    split_words(
        """
        the is are what which who where when how does do can you for of to and in at with my me please has have any
        anyone number phone address responsible about there their this that i need looking hello thanks thank contact
        centre center
        """
    )
)
GERMAN = frozenset(
    split_words(
        """
        der die das ist sind was welche welcher welches wer wo wann wie und für in im mit mein meine mir mich bitte hat
        haben gibt es ich nicht ein eine zum zur von vom den dem zu auf bei wen telefon adresse hallo danke
        """
    )
)
