"""One folder for each page: its numbers, figures, sections and words."""
