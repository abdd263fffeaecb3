#!/bin/bash
# The part of test_bare.sh that runs inside its overlay: takes Node.js and browsers away, then tries the commands.
# Never run it by itself: it removes packages.
set -euo pipefail
[ "${STRATOLAB_BARE:-}" = inside ] || { echo "Run scripts/test_bare.sh." >&2; exit 2; }
unset STRATOLAB_BARE CHROMIUM VIRTUAL_ENV PYTHONPATH DJANGO_SETTINGS_MODULE STRATOLAB_VAR DATABASE_URL REDIS_URL
export HOME=/root DEBIAN_FRONTEND=noninteractive

installed=$(dpkg-query -W -f '${Package}\n' 2>/dev/null |
    grep -E '^(nodejs|npm|libnode.*|chromium.*|google-chrome.*|fonts-nanum.*|fonts-noto-cjk.*)$' || true)
# shellcheck disable=SC2086
[ -z "$installed" ] || apt-get purge -y -qq $installed >/dev/null
for name in node npm npx corepack chromium chromium-browser google-chrome google-chrome-stable chrome firefox; do
    # What did not come from a package. A shell's own table of programs must not answer: hash -r.
    while hash -r && found=$(command -v "$name"); do rm -f "$found"; done
done
echo "Node.js: $(command -v node || echo none), npm: $(command -v npm || echo none)," \
    "Chromium: $(command -v chromium || echo none), Python: $(sh /srv/stratolab/scripts/find_python.sh)"

cd /srv/stratolab
for command in "$@"; do
    echo "== make $command"
    began=$SECONDS
    case $command in
    run)
        # Not everything is separate: a port that something on the machine has is taken here, too.
        export PORT=$((20000 + RANDOM % 10000))
        setsid make run ARGS="--port $PORT" >/tmp/run.log 2>&1 &
        lab=$!
        until grep -q 'ready at' /tmp/run.log; do
            kill -0 $lab 2>/dev/null || { cat /tmp/run.log; exit 1; }
            sleep 1
        done
        cat /tmp/run.log
        # The front page answers, and the world behind it moves.
        .venv/bin/python - <<'PYTHON'
import html, json, os, re, time, urllib.request
from websockets.sync.client import connect

address = f"http://localhost:{os.environ['PORT']}/"
page = urllib.request.urlopen(address).read().decode()
run = re.search(r'"run_id":\s*"([0-9a-f-]{36})"', html.unescape(page))
assert run, "the front page names no run"
with connect(f"{address.replace('http', 'ws')}ws/runs/{run[1]}/", origin=address.rstrip("/"), max_size=None) as viewer:
    until = time.monotonic() + 60
    while not isinstance(viewer.recv(max(0.1, until - time.monotonic())), bytes):
        pass
print("The front page answers and its world moves.")
PYTHON
        kill -INT -- -$lab
        wait $lab || true
        ;;
    *) make "$command" ;;
    esac
    echo "== make $command passed in $((SECONDS - began)) s"
done
