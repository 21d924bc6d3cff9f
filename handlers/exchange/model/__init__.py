"""The types of the exchange, and the protocols of their stores."""
