"""Replies from findings of the search: text and choices."""

from dataclasses import dataclass
from datetime import date

from handlers.core.messages import Choice, label
from handlers.faq.guests import find_guest_language, render_for_guest
from handlers.i18n import TEXTS, Texts
from handlers.rendering.centres import FACTS_OF_CENTRES
from handlers.rendering.entries import has_details, render_entry
from handlers.rendering.first_lines import name_entry
from knowledge.entries import AnyEntry, Centre, Faq
from knowledge.search import (
    AskedValue,
    Aspect,
    ExampleForms,
    Finding,
    FindingKind,
    Language,
    Match,
    Outside,
    Previous,
    Search,
    Smalltalk,
)

MAX_CHOICES = 4
COLLEAGUES = "/kollegen"
_NEAR = 0.5
_WITH_EXAMPLES = (Smalltalk.GREETING, Smalltalk.COMPLAINT, Smalltalk.TEST, Smalltalk.PUZZLED, Smalltalk.CHATTER)


@dataclass(frozen=True, kw_only=True, slots=True)
class RenderedAnswer:
    """A reply in Markdown with its choices, and the finding that it renders; `in_full`: with all details."""

    finding: Finding
    language: Language
    reply: str
    choices: tuple[Choice, ...] = ()
    in_full: bool = False

    @property
    def asked_in(self) -> Language:
        """The language of the question, where Lotse knows it, else that of the reply."""
        return self.finding.language or self.language


@dataclass(frozen=True, kw_only=True, slots=True)
class _Renderer:
    """The search, texts and date with which an answer is rendered."""

    search: Search
    texts: Texts
    today: date

    def card(self, entry: AnyEntry, aspect: Aspect | None = None, asked: AskedValue | None = None) -> str:
        return render_entry(entry, texts=self.texts, today=self.today, search=self.search, aspect=aspect, asked=asked)


def compose_answer(
    question: str,
    *,
    search: Search,
    today: date,
    language: Language,
    preferred: Language | None = None,
    previous: Previous | None = None,
) -> RenderedAnswer:
    """Search and render the answer: in the preferred language, else the question's own, else the given one."""
    finding = search.find(question, previous)
    own = finding.language if finding.language in TEXTS else None
    return render_finding(finding, preferred or own or language, search=search, today=today)


def render_finding(finding: Finding, spoken: Language, *, search: Search, today: date) -> RenderedAnswer:
    """Return the reply for a finding in a language."""
    voice = _Renderer(search=search, texts=TEXTS[spoken], today=today)
    reply, choices = _RENDERERS[finding.kind](finding, voice)
    if guest := find_guest_language(finding.language):
        reply, choices = render_for_guest(finding, guest, reply, choices)
    return RenderedAnswer(finding=finding, language=spoken, reply=reply, choices=choices[:MAX_CHOICES])


def render_details(entry: AnyEntry, spoken: Language, *, search: Search, today: date) -> RenderedAnswer:
    """Return all that is known of an entry, with the way back to its answer's other choices."""
    finding = Finding(kind=FindingKind.ANSWER, matches=(Match(entry=entry, score=1.0),))
    texts = TEXTS[spoken]
    offers = (Choice(label=texts.offers, says=f"/angebote {entry.id}"),) if isinstance(entry, Centre) else ()
    return RenderedAnswer(
        finding=finding,
        language=spoken,
        reply=render_entry(entry, texts=texts, today=today, search=search, in_full=True),
        choices=(*offers, _offer_correction(entry, texts), _offer_colleagues(texts)),
        in_full=True,
    )


def _render_answer(finding: Finding, voice: _Renderer) -> tuple[str, tuple[Choice, ...]]:
    if finding.region:
        return _render_region(finding.region, finding, voice.texts), (_offer_colleagues(voice.texts),)
    first = finding.matches[0].entry
    if finding.aspect is Aspect.OFFERS and isinstance(first, Centre):
        return render_offers(first, voice.search, voice.texts)
    first, *others = list_shown(finding)
    cards = (voice.card(first, finding.aspect, finding.asked), *(voice.card(each, finding.aspect) for each in others))
    return "\n\n".join(cards), tuple(_offer_next_steps(first, finding, voice.texts))


def list_shown(finding: Finding) -> list[AnyEntry]:
    """Return the entries whose cards an answer shows, in order; empty for what shows none."""
    if finding.kind is not FindingKind.ANSWER or finding.region or finding.aspect is Aspect.OFFERS:
        return []
    return [_select_entry(match.entry, finding.detail) for match in finding.matches[: finding.shown]]


def render_offers(centre: Centre, search: Search, texts: Texts) -> tuple[str, tuple[Choice, ...]]:
    """Return where the offers of a centre are found, with those that come near its focus as choices."""
    website = f": <{centre.contact.website}>" if centre.contact.website else ""
    near = tuple(make_entry_choice(match.entry, texts) for match in search.find_offers_near(centre))
    return texts.offers_at.format(website=website), near


def _render_region(name: str, finding: Finding, texts: Texts) -> str:
    """Return the centres of a Regierungsbezirk, by the names of their areas."""
    areas = [match.entry.area for match in finding.matches if isinstance(match.entry, Centre)]
    listed = ", ".join(label(area) for area in areas)
    return texts.in_region.format(region=label(name), number=len(areas), centres=listed)


def _select_entry(entry: AnyEntry, detail: Match | None) -> AnyEntry:
    """Return the detail that was asked for, if it is about `entry`, else `entry`."""
    is_about = detail is not None and isinstance(detail.entry, Faq) and detail.entry.about == entry.id
    return detail.entry if detail and is_about else entry


def _offer_next_steps(entry: AnyEntry, finding: Finding, texts: Texts) -> list[Choice]:
    if isinstance(entry, Centre):
        contact = [Choice(label=texts.contact, says=f"/eintrag {entry.id}")] if _shows_detail(finding) else []
        next_steps = [*contact, Choice(label=texts.offers, says=f"/angebote {entry.id}")]
    else:
        others = [
            other
            for other in _find_near_entries(finding)
            if other is not entry and other.id not in _list_presented_ids(finding)
        ]
        next_steps = [make_entry_choice(other, texts) for other in others[:2]]
    more = (
        Choice(label=texts.details, says=f"/mehr {entry.id}") if has_details(entry) else _offer_correction(entry, texts)
    )
    return [*next_steps, more, _offer_colleagues(texts)]


def _shows_detail(finding: Finding) -> bool:
    """Return whether a centre is shown by one detail alone."""
    return finding.aspect is not None or (finding.asked is not None and finding.asked.kind in FACTS_OF_CENTRES)


def _list_presented_ids(finding: Finding) -> set[str]:
    shown = finding.matches[: finding.shown]
    return {match.entry.id for match in shown if _select_entry(match.entry, finding.detail) is match.entry}


def _render_choices(finding: Finding, voice: _Renderer) -> tuple[str, tuple[Choice, ...]]:
    """Return which of several centres, or which of several entries, is meant; nothing that looks like an answer."""
    texts, meant = voice.texts, [match.entry for match in finding.matches]
    if all(isinstance(entry, Centre) for entry in meant):
        return texts.choose, tuple(make_entry_choice(entry, texts) for entry in meant)
    choices = tuple(make_entry_choice(entry, texts) for entry in meant[: MAX_CHOICES - 1])
    return texts.meant, (*choices, _offer_colleagues(texts))


def _render_exchange(finding: Finding, voice: _Renderer) -> tuple[str, tuple[Choice, ...]]:
    texts = voice.texts
    first, *others = [label(topic.title) for topic in finding.topics]
    topic = texts.exchange_topic.format(topic=first)
    if others:
        topic += f" ({texts.exchange_other_topics.format(topics=', '.join(others))})"
    known = [make_entry_choice(entry, texts) for entry in _find_near_entries(finding)[:3]]
    reply = "\n\n".join((texts.exchange, topic, *((texts.exchange_known,) if known else ())))
    return reply, (*known, _offer_colleagues(texts))


def _render_smalltalk(finding: Finding, voice: _Renderer) -> tuple[str, tuple[Choice, ...]]:
    texts = voice.texts
    said = {
        Smalltalk.GREETING: texts.greeting,
        Smalltalk.THANKS: texts.thanks,
        Smalltalk.HELP: f"{texts.help}\n\n{texts.more_help}",
        Smalltalk.FAREWELL: texts.farewell,
        Smalltalk.WELLBEING: texts.wellbeing,
        Smalltalk.ORIGIN: texts.origin,
        Smalltalk.COMPLAINT: texts.complaint,
        Smalltalk.PRAISE: texts.praise,
        Smalltalk.LAUGHTER: texts.laughter,
        Smalltalk.APOLOGY: texts.apology_accepted,
        Smalltalk.TEST: texts.test,
        Smalltalk.ASSENT: texts.assent,
        Smalltalk.PUZZLED: texts.puzzled,
        Smalltalk.CHATTER: texts.chatter,
    }
    choices = offer_examples(texts, voice.search) if finding.smalltalk in _WITH_EXAMPLES else ()
    return said[finding.smalltalk or Smalltalk.HELP], choices


def offer_examples(texts: Texts, search: Search) -> tuple[Choice, ...]:
    return tuple(Choice(label=question, says=question) for question in list_examples(texts, search))


def list_examples(texts: Texts, search: Search) -> tuple[str, ...]:
    """Return questions to try, which the knowledge in force answers."""
    return search.list_examples(
        ExampleForms(centre=texts.try_centre, offer=texts.try_offer, in_english=bool(texts.german_only))
    )


def _render_none(finding: Finding, voice: _Renderer) -> tuple[str, tuple[Choice, ...]]:
    texts = voice.texts
    if finding.unknown_script:
        return "\n\n".join(dict.fromkeys(each.unknown_script for each in (texts, *TEXTS.values()))), ()
    if finding.empty:
        return texts.empty, ()
    if finding.outside:
        return _render_outside(finding.outside, finding, texts)
    if finding.aspect and not finding.matches and finding.elsewhere is None:
        return texts.which_centre, ()
    if finding.perhaps:
        return _render_perhaps(finding, texts)
    near = tuple(make_entry_choice(entry, texts) for entry in _find_near_entries(finding)[:2])
    said = texts.none if finding.elsewhere is None else _decline_place(finding.elsewhere, texts)
    reply = "\n\n".join((said, *((texts.none_about,) if near else ())))
    return reply, (*near, _offer_colleagues(texts))


def _decline_place(name: str, texts: Texts) -> str:
    return texts.elsewhere.format(place=f"**{label(name)}**" if name else texts.this_place)


def _render_perhaps(finding: Finding, texts: Texts) -> tuple[str, tuple[Choice, ...]]:
    """Return the question which quarter is meant."""
    names = [f"**{label(each.name)}**" for each in finding.perhaps]
    meant = tuple(Choice(label=each.name, says=f"/eintrag {each.centre.id}") for each in finding.perhaps)
    return texts.perhaps.format(names=f" {texts.either} ".join(names)), (*meant, _offer_colleagues(texts))


def _render_outside(outside: Outside, finding: Finding, texts: Texts) -> tuple[str, tuple[Choice, ...]]:
    """Return what Lotse is not for, with the entries that may help."""
    said = {
        Outside.OFFICE: texts.outside_office,
        Outside.RESIDENCE: texts.outside_residence,
        Outside.BENEFITS: texts.outside_benefits,
        Outside.MACHINE: texts.outside_machine,
        Outside.PRIVATE: texts.outside_private,
    }
    helpers = tuple(make_entry_choice(match.entry, texts) for match in finding.matches[:2])
    return said[outside], (*helpers, _offer_colleagues(texts))


def _find_near_entries(finding: Finding) -> list[AnyEntry]:
    """Return the matches whose score is near that of the best."""
    return [match.entry for match in finding.matches if match.score >= _NEAR * finding.matches[0].score]


def make_entry_choice(entry: AnyEntry, texts: Texts) -> Choice:
    return Choice(label=name_entry(entry, texts), says=f"/eintrag {entry.id}")


def _offer_correction(entry: AnyEntry, texts: Texts) -> Choice:
    """Return the choice that leads to a change of the entry, or a proposal; it stands behind the details, if any."""
    return Choice(label=texts.not_right, says=f"/aendern {entry.id}")


def _offer_colleagues(texts: Texts) -> Choice:
    return Choice(label=texts.colleagues, says=COLLEAGUES)


_RENDERERS = {
    FindingKind.ANSWER: _render_answer,
    FindingKind.CHOICES: _render_choices,
    FindingKind.EXCHANGE: _render_exchange,
    FindingKind.SMALLTALK: _render_smalltalk,
    FindingKind.NONE: _render_none,
}
