#!/bin/sh
# Prints the path of a Python that can run Stratolab (3.12 or newer, able to make a virtual environment).
# Each candidate is executed, not only looked up: a version manager's shim may be on PATH and yet start nothing.
# PYTHON=/path/to/python makes this choice yourself.

sees_enough='import sys; sys.exit(0 if sys.version_info >= (3, 12) else 1)'
can_make_environment='import ensurepip, venv, ssl, sqlite3'
without_environment=""

try() {
    [ -n "$1" ] || return 1
    path=$(command -v "$1" 2>/dev/null) || return 1
    # </dev/null: a candidate must never wait for the terminal.
    "$path" -I -c "$sees_enough" </dev/null >/dev/null 2>&1 || return 1
    if ! "$path" -I -c "$can_make_environment" </dev/null >/dev/null 2>&1; then
        [ -n "$without_environment" ] || without_environment=$path
        return 1
    fi
    # The interpreter itself rather than a shim: a shim's answer changes with the folder it is called from.
    "$path" -I -c 'import sys; print(sys.executable)' </dev/null
    return 0
}

if [ -n "${PYTHON:-}" ]; then
    try "$PYTHON" && exit 0
fi
for name in python3.13 python3.12 python3.14; do
    try "$name" && exit 0
done
for pattern in 3.13 3.12 3.14; do
    for path in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$pattern"*/bin/python3; do
        [ -x "$path" ] && try "$path" && exit 0
    done
done
try python3 && exit 0

if [ -n "$without_environment" ]; then
    version=$("$without_environment" -I -c 'import sys; print("%d.%d" % sys.version_info[:2])' </dev/null)
    echo "$without_environment cannot make a virtual environment (ensurepip, ssl or sqlite3 is missing): on Debian and Ubuntu, run 'apt-get install python$version-venv' and try again." >&2
    echo "$without_environment 명령으로는 가상 환경을 만들 수 없어요(ensurepip, ssl, sqlite3 중 빠진 것이 있어요). Debian과 Ubuntu에서는 'apt-get install python$version-venv'를 실행한 뒤 다시 시도해 주세요." >&2
else
    echo "Stratolab needs Python 3.12 or newer and found none: install Python 3.13, or name one with PYTHON=/path/to/python3.13, and try again." >&2
    echo "Stratolab에는 Python 3.12 이상이 필요한데 찾지 못했어요. Python 3.13을 설치하거나 PYTHON=/경로/python3.13 형식으로 알려 주고 다시 시도해 주세요." >&2
fi
exit 1
