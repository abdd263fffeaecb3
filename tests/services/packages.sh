#!/bin/sh
# Sees to it that the machine has what tests/services starts: installs it as root, else says what is missing.
set -eu

packages=""
ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || command -v initdb > /dev/null 2>&1 || packages="postgresql"
command -v redis-server > /dev/null 2>&1 || packages="$packages redis-server"
command -v pgbouncer > /dev/null 2>&1 || packages="$packages pgbouncer"
command -v caddy > /dev/null 2>&1 || packages="$packages caddy"
command -v wget > /dev/null 2>&1 || packages="$packages wget"
[ -n "$packages" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null 2>&1; then
    echo "These tests need programs that this machine lacks. On Debian, as root:" >&2
    echo "    apt-get install --no-install-recommends$(printf ' %s' $packages)" >&2
    exit 1
fi
echo "Installing $packages"
# Installed, not started: the tests start their own, and a machine's own service is none of their business.
policy=/usr/sbin/policy-rc.d
made=""
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    made=yes
fi
trap '[ -z "$made" ] || rm -f "$policy"' EXIT
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $packages > /dev/null
