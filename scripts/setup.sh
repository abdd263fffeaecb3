#!/bin/sh
# Finds a Python and hands over to setup.py, which does the work. Arguments are passed on.
here=$(dirname "$0")
python=$(sh "$here/find_python.sh") || exit 1
exec "$python" "$here/setup.py" "$@"
