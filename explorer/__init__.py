"""The app: scenes and their links, figures, and what each page shows."""
