"""Everything that a link contains."""
