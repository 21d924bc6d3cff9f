"""Cross-signing: why other clients believe that Lotse's device is Lotse's."""
