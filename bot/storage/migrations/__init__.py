"""How a database gets to the form that this program needs."""
