"""The command line: ``python -m simulator decide | check | run``.

Results go to standard output, complaints and progress to standard error. Exit codes: 0 all is well, 2 the
input is wrong (the problems say where), 130 interrupted.
"""
