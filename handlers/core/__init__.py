"""Events, messages and commands, and the values that they are made of."""
