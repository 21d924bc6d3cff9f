"""What the program asks of the machine: time, private files, logs, sockets."""
