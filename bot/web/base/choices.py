"""Topics and centres to choose from, in filters and forms."""

from collections.abc import Mapping

from handlers.context.context import Context
from knowledge.text import fold


def list_topics(context: Context) -> Mapping[str, str]:
    """Return the titles of topics by slug, in the order of the alphabet."""
    topics = sorted(context.search.knowledge.topics, key=lambda topic: fold(topic.title))
    return {topic.slug: topic.title for topic in topics}


def list_centres(context: Context) -> Mapping[str, str]:
    """Return the titles of centres by id, in the order of the alphabet."""
    centres = sorted(context.search.knowledge.centres, key=lambda centre: fold(centre.title))
    return {centre.id: centre.title for centre in centres}
