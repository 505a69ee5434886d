"""A network as a row of at most eight blocks, as a link has it: `sorts`, their `order`, and the `network` they make."""
