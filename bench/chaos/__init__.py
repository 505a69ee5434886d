"""Faults of real processes, and what they cost the people who use the app: `python -m bench.chaos --help`."""
