"""Training of many finite networks at once, with snapshots on the way."""
