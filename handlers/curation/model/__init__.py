"""The types of the curation, and the protocols of their stores."""
