"""What the Training page computes."""
