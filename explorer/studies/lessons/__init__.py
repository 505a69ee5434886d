"""Lessons: the list of them, and one step beside the live chart."""
