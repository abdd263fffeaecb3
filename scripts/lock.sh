#!/bin/bash
# Writes requirements*.txt: exact versions with hashes, and no address of any registry.
# UPGRADE=1 also moves to the newest versions that requirements*.in allow.
set -euo pipefail
cd "$(dirname "$0")/.."

.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
options=(--quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.12)
if [ -n "${UPGRADE:-}" ]; then options+=(--upgrade); fi
# requirements-dev.in is bound by requirements.txt, requirements-bench.in by both: the order matters.
for name in requirements requirements-dev requirements-bench requirements-node; do
    echo "locking $name.in"
    .venv/bin/uv pip compile "${options[@]}" "$name.in" -o "$name.txt"
done
