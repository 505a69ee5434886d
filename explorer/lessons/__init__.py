"""Lessons: an ordered story of scenes, and questions to which a person commits a guess before the answer is shown."""
