"""What all platforms share: their contract, the stores that they may use, queues, retries and pace."""
