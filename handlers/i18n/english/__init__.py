"""The English catalogue."""

from handlers.i18n.catalogue import Catalogue
from handlers.i18n.english import announcements, commands, editing, membership, texts

ENGLISH = Catalogue(
    label="English",
    names=frozenset({"en", "englisch", "english"}),
    texts=texts.ENGLISH,
    announcements=announcements.ENGLISH,
    editing=editing.ENGLISH,
    membership=membership.ENGLISH,
    sections=commands.SECTIONS,
    commands=commands.COMMANDS,
    emoji=(
        *("Dog", "Cat", "Lion", "Horse", "Unicorn", "Pig", "Elephant", "Rabbit"),
        *("Panda", "Rooster", "Penguin", "Turtle", "Fish", "Octopus", "Butterfly", "Flower"),
        *("Tree", "Cactus", "Mushroom", "Globe", "Moon", "Cloud", "Fire", "Banana"),
        *("Apple", "Strawberry", "Corn", "Pizza", "Cake", "Heart", "Smiley", "Robot"),
        *("Hat", "Glasses", "Spanner", "Santa", "Thumbs Up", "Umbrella", "Hourglass", "Clock"),
        *("Gift", "Light Bulb", "Book", "Pencil", "Paperclip", "Scissors", "Lock", "Key"),
        *("Hammer", "Telephone", "Flag", "Train", "Bicycle", "Aeroplane", "Rocket", "Trophy"),
        *("Ball", "Guitar", "Trumpet", "Bell", "Anchor", "Headphones", "Folder", "Pin"),
    ),
)
