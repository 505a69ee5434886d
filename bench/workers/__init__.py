"""Programs that measure another library in its own environment, on request, so that turns can be taken with ours."""
