"""The commands that menus should show, besides those for everybody."""

MODERATION = {"verschieben", "zusammenlegen", "verbergen"}
EDITING = {
    "abmelden",
    "ankuendigung",
    "entwuerfe",
    "formulierungen",
    "kalender",
    "kanal",
    "pruefen",
    "redaktion",
    "runde",
    "unbeantwortet",
    "vorlagen",
}
EDITING_DIRECT = {"ankuendigung", "redaktion", "runde"}  # in direct chats alone
