"""Reproducible measurements of the app against peers and against the machine itself; reported, not gated."""
