"""The same work by others, each written the way its documentation teaches, measured in the same run.

What is not installed is reported as absent. `requirements-bench.in` names what `make bench` installs.
"""
