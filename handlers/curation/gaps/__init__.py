"""Gaps in the knowledge as people meet them: answers that did not help, wishes for better ones, the office's digest."""
