"""Eigenvalues and modes of kernels."""
