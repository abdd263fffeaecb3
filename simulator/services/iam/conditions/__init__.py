"""Conditions: operators by family, and how a condition is held against a request's context."""
