"""The parts that every page of the desk is made from."""
