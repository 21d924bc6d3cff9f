"""Cross-signing: why other clients trust Lotse's device."""
