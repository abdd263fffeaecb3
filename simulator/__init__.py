"""Stratolab's simulator: documents in, frames and decisions out.

Pure Python and compiled kernels: nothing below this package imports a web framework, a task queue or a
database, so a world can be simulated from a command line, a test or a worker alike.
"""

#: Part of every run's identity: the same engine version, document, script, commands and seed give the
#: same bytes. Raise it with every change that changes a frame.
ENGINE_VERSION = "0.4.0"
