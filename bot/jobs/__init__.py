"""Periodic jobs: due events, retention, alerts, feeds."""
