"""The pages on which entries of the knowledge base are found, edited and restored."""
