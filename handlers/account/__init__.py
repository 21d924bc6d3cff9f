"""People and their accounts: joined, described, erased, welcomed."""
