"""How fast a platform is sent to, and what waits meanwhile."""
