"""`python -m benchmarks` is what `make bench` calls."""

import sys

from benchmarks.run import main

sys.exit(main())
