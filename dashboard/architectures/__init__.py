"""Documents that people draw, and their immutable revisions."""
