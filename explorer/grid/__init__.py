"""A scene solved on the inputs of its window."""
