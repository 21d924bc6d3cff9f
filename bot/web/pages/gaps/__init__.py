"""Pages about gaps in the knowledge: questions that nothing answers."""
