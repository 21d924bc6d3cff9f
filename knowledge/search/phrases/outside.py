"""Words of matters that are none of Lotse's: other offices, residence law, benefits, AI, private life."""

import re
from collections.abc import Mapping

from knowledge.finding import Outside
from knowledge.text import fold, split_words


def _words(text: str) -> frozenset[str]:
    return frozenset(split_words(text))


# Offices and places of others: they are outside only where their hours, contact or an appointment is asked for.
OFFICES = _words(
    """
    Ausländerbehörde Ausländeramt Ausländerbehörden Einbürgerungsbehörde Bürgeramt Bürgerbüro Bürgerservice Meldeamt
    Einwohnermeldeamt Standesamt Jobcenter Arbeitsagentur Arbeitsamt Jugendamt Sozialamt Wohnungsamt Finanzamt Agentur
    Familienkasse Gesundheitsamt Ordnungsamt Schulamt Straßenverkehrsamt Zulassungsstelle Führerscheinstelle BAMF
    Polizei Konsulat Botschaft Krankenkasse AOK Rathaus Kreishaus Stadthaus Bibliothek Bücherei Stadtbücherei
    Schwimmbad Freibad Hallenbad Museum Zoo Sparkasse Bank Post Arzt Ärztin Apotheke Krankenhaus Klinik
    Volkshochschule VHS Moschee Kirche Tierheim Wertstoffhof Recyclinghof Gericht Amtsgericht Verwaltungsgericht Notar
    Anwalt Tafel Kleiderkammer Frauenhaus Feuerwehr Bahnhof Flughafen Supermarkt
    """
)
HOURS = _words(
    """
    Öffnungszeiten Öffnungszeit geöffnet Sprechzeiten Sprechzeit Sprechstunde Sprechstunden Termin Termine Schalter
    Terminvergabe Terminbuchung hours open appointment
    """
)

OUTSIDE: Mapping[Outside, frozenset[str]] = {
    Outside.RESIDENCE: _words(
        """
        Aufenthaltserlaubnis Aufenthaltserlaubnisse Niederlassungserlaubnis Aufenthaltstitel Aufenthaltsgestattung
        Aufenthaltsrecht Aufenthaltsgesetz AufenthG Duldung geduldet Abschiebung abgeschoben abschieben Abschiebungen
        Abschiebehaft Ausreise ausreisen Ausweisung ausgewiesen Visum Visa Familiennachzug Familienzusammenführung
        Fiktionsbescheinigung Asyl Asylantrag Asylverfahren Asylbescheid Asylfolgeantrag Dublin Residenzpflicht
        Reisepass Reiseausweis Passpflicht Passbeschaffung Einbürgerung Einbürgerungstest Einbürgerungsantrag
        Einbürgerungen eingebürgert einbürgern Staatsbürgerschaft Staatsangehörigkeit Arbeitserlaubnis
        Verpflichtungserklärung bleiberecht Daueraufenthalt Aufenthalt Härtefallkommission Härtefall Schutzstatus
        Asylbewerberleistungsgesetz Bleibeperspektive deportation deported visa residence asylum passport
        """
    ),
    Outside.BENEFITS: _words(
        """
        Bürgergeld Kindergeld Wohngeld Elterngeld Kinderzuschlag Grundsicherung Sozialhilfe Arbeitslosengeld Hartz
        BAföG Unterhaltsvorschuss Rente Rentenantrag Pflegegeld Pflegegrad Krankengeld Blindengeld Rundfunkbeitrag GEZ
        Schwerbehindertenausweis Wohnberechtigungsschein WBS Asylbewerberleistungen Mietzuschuss Erstausstattung
        Unterhalt Kitagebühren Elternbeitrag Elternbeiträge Schuldnerberatung Insolvenz
        """
    ),
    Outside.MACHINE: _words(
        """
        ChatGPT GPT Copilot Gemini Midjourney OpenAI Prompt Prompts Prompting Verordnung AI Act Algorithmus
        Algorithmen Sprachmodell Sprachmodelle generieren generiert generative künstliche künstlicher neuronale
        Bildgenerator Bilder Roboter Tools Hausaufgaben programmieren trainieren Modell Modelle LLM
        """
    ),
    Outside.PRIVATE: _words(
        """
        Handgepäck Koffer Wanderweg Wetter Regen regnet Sonne Schnee Temperatur Wettervorhersage Fußball Bundesliga
        Meister Weltmeister Spielstand BVB Schalke Lotto Horoskop Sternzeichen Rezept Rezepte kochen backen Pizza
        Restaurant Kino Serie Netflix Spotify Witz Witze Gedicht Aufsatz Lied Bus Busse Bahn Zug Züge Straßenbahn
        Fahrplan Ticket Flug Flüge Hotel Ferienwohnung Stau Route parken Parkplatz Umzug umziehen Möbel Mietspiegel
        Mietvertrag Miete Makler Auto Führerschein TÜV Fahrschule Zahnarzt Kinderarzt Hautarzt Frauenarzt Augenarzt
        Hausarzt Arzttermin Hebamme Kopfschmerzen Fieber Medikamente Grippe Diät abnehmen Fitness wandern
        Steuererklärung Steuer Steuern Scheidung Anwalt Testament Hund Hunde Katze Katzen Haustier Tierarzt Passwort
        Drucker WLAN Outlook Excel Word Beamer Laptop Handyvertrag Krankmeldung Krankschreibung Reisekosten
        Reisekostenabrechnung Urlaubsantrag Dienstwagen Gehalt Gehaltstabelle TVöD Entgeltgruppe Tarifrunde
        Nachrichten Hauptstadt Bundeskanzler Bundeskanzlerin Ministerpräsident Bundespräsident Präsident Einwohner
        Aktien Bitcoin Kredit Konto kaufen gebraucht verkaufen ebay Babysitter Nachhilfe Klavier Kindergeburtstag
        Hochzeit heiraten Tanzschule Führungszeugnis Personalausweis Hundesteuer Sperrmüll Müllabfuhr Gewerbe
        Baugenehmigung Grundsteuer KFZ Briefwahl Wahllokal Liebeskummer Burnout erschöpft
        Schlafstörungen essengehen weather football recipe joke poem
        """
    ),
}

# The other Länder, their largest cities and the neighbours: such a name needs no word that goes with a place.
FAR_AWAY: Mapping[str, str] = {
    split_words(name)[0]: name
    for name in (
        *("Berlin", "Hamburg", "Bremen", "Niedersachsen", "Hessen", "Bayern", "Sachsen", "Thüringen", "Brandenburg"),
        *("Saarland", "München", "Frankfurt", "Stuttgart", "Leipzig", "Dresden", "Hannover", "Nürnberg", "Mannheim"),
        *(
            "Karlsruhe",
            "Wiesbaden",
            "Mainz",
            "Kassel",
            "Kiel",
            "Rostock",
            "Potsdam",
            "Magdeburg",
            "Erfurt",
            "Osnabrück",
        ),
        *("Göttingen", "Braunschweig", "Augsburg", "Freiburg", "Heidelberg", "Österreich", "Wien", "Schweiz", "Zürich"),
        *("Niederlande", "Belgien"),
    )
}

# Words that name what may help instead; the knowledge tells which entry that is.
WHO_HELPS: Mapping[Outside, tuple[str, ...]] = {
    Outside.RESIDENCE: tuple(split_words("Migrationsberatung für erwachsene Zuwanderer MBE")),
    Outside.BENEFITS: tuple(split_words("Migrationsberatung für erwachsene Zuwanderer MBE")),
}

# However sure, an answer by words is a false one here: AI is "KI" in German, and offices give programmes their names.
NEVER_ANSWERED = (Outside.OFFICE, Outside.MACHINE)
# Matters that many entries touch.
BY_NAME = (Outside.RESIDENCE, Outside.BENEFITS)

# Work that is asked of a machine: "Kannst du mir ein Gedicht schreiben?", "Übersetz mir das".
TASKS = re.compile(
    fold(
        r"\b(kannst|könntest|kann|würdest) du( \w+)* (schreiben|übersetzen|vorlesen|bestellen|buchen|zeichnen|malen"
        r"|programmieren|ausrechnen|korrigieren|zusammenfassen|formulieren|dichten|singen)$"
        r"|^(bitte )?(schreibe?|übersetze?|dichte|erstelle?|berechne|buche?|bestelle?|korrigiere?|formuliere?|zeichne"
        r"|male?|reserviere?) (mir|uns|ein|eine|einen|das|den|die|mal|bitte)\b"
    )
)
