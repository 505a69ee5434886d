"""What a person can take away from a scene: files of numbers, code and references, and how they are read again."""
