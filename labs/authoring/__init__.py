"""Authoring: scenarios made, proved and published in the admin by people who do not code."""
