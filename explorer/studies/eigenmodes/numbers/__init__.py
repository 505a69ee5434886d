"""What the Eigenmodes page computes."""
