"""Numbers of the page on what modes cost, one module for each question; they draw nothing."""
