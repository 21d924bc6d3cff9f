"""How Lotse is: figures for whoever watches it, and a word to its admins."""
