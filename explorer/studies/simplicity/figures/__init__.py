"""Figures of the Simplicity page."""
