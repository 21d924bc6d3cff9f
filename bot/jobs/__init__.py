"""What happens by the clock: due events, retention, alerts, feeds."""
