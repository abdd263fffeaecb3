#!/bin/bash
# Runs the TypeScript tests, then the Python and the browser tests side by side: one core alone would take twice as
# long. The browser tests' report follows the Python tests', whole.
set -uo pipefail
cd "$(dirname "$0")/.."
make test-front || exit

report=$(mktemp)
trap 'rm -f "$report"' EXIT
make test-browser >"$report" 2>&1 &
browser=$!
echo "The browser tests run beside the Python tests; their report follows."
make test-python
python=$?
wait "$browser"
browser=$?
cat "$report"
exit $((python || browser))
