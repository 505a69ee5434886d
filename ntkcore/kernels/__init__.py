"""Kernels of infinitely wide networks, one pair of inputs at a time."""
