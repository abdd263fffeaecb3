"""The charts themselves, one function each, a file per layer."""
