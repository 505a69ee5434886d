"""A room: a class that guesses together, with a view for the students, the projector and the lecturer."""
