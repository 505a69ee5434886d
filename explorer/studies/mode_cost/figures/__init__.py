"""Figures of the page on what modes cost."""
