"""Several processes on one PostgreSQL database: leases, leadership, sharding."""
