"""Questions to colleagues as they are kept, and the protocols of their stores."""
