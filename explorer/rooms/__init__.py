"""Rooms: a lecturer asks, the people in a room guess on their phones, and nobody leaves a name."""
