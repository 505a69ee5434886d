"""The puzzle."""
