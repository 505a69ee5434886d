"""The numbers of the Bounds page: targets on a cube, learning curves, bounds, repetitions, digits."""
