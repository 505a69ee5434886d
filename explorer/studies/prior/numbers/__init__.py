"""What the Prior page computes."""
