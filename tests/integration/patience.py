"""How long tests wait for what must come."""

# In seconds. An upper bound that costs nothing when all is well: several suites may share a slow machine, on which a
# start of Lotse alone takes 20. Bounds that are themselves asserted stand in their tests.
PATIENCE = 120
