"""From a question to ranked matches, or to an honest "I don't know"."""

from knowledge.entries import Knowledge


class Search:
    """The search over one state of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
