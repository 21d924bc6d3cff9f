"""Handlers: async functions from an event to outgoing messages, all listed in `handlers.routes`."""
