"""Figures of the Finite width page."""
