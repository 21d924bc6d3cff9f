"""`/pflege`: what a person has to look after, each with its buttons."""
