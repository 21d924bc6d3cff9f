"""Reasons of failed deliveries in words."""

import re

from bot.web.base.desk import Page


def describe_failure(why: str, page: Page) -> str:
    """Return a reason as platforms give it in words, which say no more about a person than that."""
    kinds = (
        (r"blocked", page.say("hat Lotse blockiert")),
        (r"deactivated", page.say("das Konto gibt es nicht mehr")),
        (r"not in the room|kicked|not a member|left the", page.say("Lotse ist nicht mehr im Raum")),
        (r"room is gone|chat not found|deleted|migrated|supergroup", page.say("den Raum gibt es nicht mehr")),
        (r"too large|too long", page.say("die Datei oder der Text ist zu groß")),
        (r"no longer kept|can't be decrypted", page.say("die Datei ist nicht mehr da")),
        (r"forbidden|not enough rights|have no rights|can't be edited", page.say("Lotse darf das dort nicht")),
        (r"time|connect|unreachable|network|no answer|50\d", page.say("der Server hat nicht geantwortet")),
        (r"no longer configured", page.say("diese Plattform ist abgeschaltet")),
    )
    found = (words for pattern, words in kinds if re.search(pattern, why, re.IGNORECASE))
    return next(found, page.say("die Plattform hat sie nicht angenommen"))
