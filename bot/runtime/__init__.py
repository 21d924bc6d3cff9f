"""The running process: dispatcher, leader and standby, locks, watchdog, backups."""
