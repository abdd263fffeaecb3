"""`python -m benchmarks.drill` is what `make drill` calls."""

import sys

from benchmarks.drill.run import main

sys.exit(main())
