"""`lotse matrix`, and the Matrix part of `lotse setup`."""
