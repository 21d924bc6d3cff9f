"""The turns of phrase that tell what kind of question it is, folded as questions are."""
