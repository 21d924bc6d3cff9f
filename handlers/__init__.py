"""What Lotse does: async functions from an event to messages, all of them listed in `handlers.routes`."""
