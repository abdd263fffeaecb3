"""The demo that runs on the front page, shared and read-only."""
