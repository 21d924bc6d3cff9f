"""The running program: platforms, storage, and what moves messages between them."""
