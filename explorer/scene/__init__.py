"""What a link holds."""
