"""Changes to entries in chats: field by field, with the difference shown before anything is saved."""
