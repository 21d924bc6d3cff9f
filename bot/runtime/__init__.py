"""What runs in a process: events in, one transaction each, and the processes that share the work."""
