"""Links lead where they were made for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rendering.deep_links import MAX_PAYLOAD_LENGTH, make_payload, parse_payload
from tests.prepared import bundle

SLUGS = st.from_regex(r"\A[a-z0-9]+(-[a-z0-9]+){0,3}\Z")


@given(st.sampled_from(["centre", "offer", "faq", "topic"]), SLUGS)
def test_a_payload_leads_back_to_its_id(kind: str, slug: str) -> None:
    payload = make_payload(f"{kind}/{slug}")
    if payload is None:
        assert len(kind) + len(slug) + len("entry__") > MAX_PAYLOAD_LENGTH
    else:
        assert parse_payload(payload) == f"{kind}/{slug}"
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)


@given(st.text(max_size=80))
def test_anything_else_leads_nowhere_or_somewhere_but_never_fails(text: str) -> None:
    found = parse_payload(text)
    assert found is None or make_payload(found) == text or len(text) > MAX_PAYLOAD_LENGTH


@pytest.mark.parametrize("id_", ["offer/griffbereit", "centre/bochum", "topic/kim"])
def test_what_ships_has_links(id_: str) -> None:
    assert make_payload(id_)


def test_what_ships_fits_into_links() -> None:
    knowledge = bundle()
    ids = [*(entry.id for entry in knowledge.entries), *(topic.id for topic in knowledge.topics)]
    assert [id_ for id_ in ids if make_payload(id_) is None and not id_.startswith("faq/")] == []
