"""Scenarios: what a lab is made of, read from files, and the proof that it can be won only by what it teaches."""
