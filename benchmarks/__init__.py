"""How fast the engine is, measured through the same entry points that a run uses. See README.md."""
