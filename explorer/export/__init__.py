"""Files that a person takes away from a scene: numbers, code and references; and how they are read again."""
