#!/bin/bash
# Runs the README's two commands as on a new machine: a fresh clone, no Node.js, no browser, empty caches.
# The machine itself is left as it is: everything happens in an overlay over its files, in memory, which the
# kernel drops at the end. Needs Linux, root, git, apt-get and about 6 GB of memory; takes 10 to 20 minutes.
#   scripts/test_bare.sh            make run until the front page's world moves, then make test
#   scripts/test_bare.sh run        only the first; any other name is a target of the Makefile
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
commands=${*:-run test}

if [ "${STRATOLAB_BARE:-}" != inside ]; then
    if [ "$(uname -s)" != Linux ] || [ "$(id -u)" != 0 ] || ! command -v apt-get unshare git >/dev/null; then
        echo "This needs Linux with apt-get, and root." >&2
        exit 2
    fi
    # A process namespace of its own: whatever is left running ends with it.
    STRATOLAB_BARE=inside exec unshare --mount --pid --fork --kill-child --propagation private \
        bash "$0" $commands
fi

machine=$(mktemp -d /tmp/bare.XXXXXX)
mount -t tmpfs -o size=8g none "$machine"
mkdir "$machine"/{above,work,root}
# What apt-get goes by is copied: a package installed on the machine meanwhile must not be half seen.
mkdir -p "$machine/above/var/lib"
cp -a /etc "$machine/above/etc"
cp -a /var/lib/dpkg "$machine/above/var/lib/dpkg"
mount -t overlay overlay -o "lowerdir=/,upperdir=$machine/above,workdir=$machine/work" "$machine/root"
mount -t proc proc "$machine/root/proc"
mount --rbind /dev "$machine/root/dev"
mount --rbind /sys "$machine/root/sys"
# Caches of earlier installations would hide what a new machine has to fetch.
for folder in root/.cache root/.npm tmp var/tmp; do
    mkdir -p "$machine/root/$folder"
    mount -t tmpfs none "$machine/root/$folder"
done
chmod 1777 "$machine/root/tmp" "$machine/root/var/tmp"
cat /etc/resolv.conf >"$machine/root/etc/resolv.conf"
git clone --quiet "$root" "$machine/root/srv/stratolab"
cp "$root/scripts/bare_machine.sh" "$machine/root/srv/bare_machine.sh"
echo "Commit $(git -C "$machine/root/srv/stratolab" rev-parse --short HEAD), commands: $commands"
exec chroot "$machine/root" bash /srv/bare_machine.sh $commands
