"""The Simplicity page."""
