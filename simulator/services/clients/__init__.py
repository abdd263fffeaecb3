"""Viewers and their traffic."""
