"""Numbers of the Simplicity page, one module for each question; they draw nothing."""
