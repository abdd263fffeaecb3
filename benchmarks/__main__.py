"""`python -m benchmarks` is what `make bench` calls."""

from benchmarks.run import main

main()
