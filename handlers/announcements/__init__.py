"""News of the coordinating office: written, approved, sent to whom they are meant for, once."""
