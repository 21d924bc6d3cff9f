"""People and their accounts: linking, profile, privacy, welcome."""
