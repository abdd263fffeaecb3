"""Predictive scaling: an hourly forecast of the load, and the capacity it asks for ahead of each hour."""
