"""Access to the machine: clocks, private files, logs, sockets."""
