"""A space with one room per topic: what is wanted, what the homeserver holds, and the steps between the two."""
