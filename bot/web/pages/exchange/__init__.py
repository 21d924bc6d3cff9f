"""The pages on questions to colleagues: lists, moderation, drafts of entries, and channels."""
