"""Who may do what, how many read what, and where Lotse is."""
