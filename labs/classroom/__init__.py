"""Classroom sessions: people playing one scenario together, run by an instructor."""
