#!/bin/sh
# Makes the secrets docker-compose.yml names, each in a file of deploy/secrets/. What is there stays as it is.
#
# Containers get the files as they are and read them as users of their own: each file is readable, and the
# folder lets nobody but its owner in.
set -eu
umask 077
folder="$(dirname "$0")/secrets"
mkdir -p "$folder"
chmod 700 "$folder"

make() { # NAME LENGTH: a random text of letters and digits
    file="$folder/$1"
    if [ -e "$file" ]; then
        echo "kept $file"
        return
    fi
    LC_ALL=C tr -dc 'A-Za-z0-9' < /dev/urandom | head -c "$2" > "$file.new"
    chmod 444 "$file.new"
    mv "$file.new" "$file"
    echo "made $file"
}

make secret_key 64
make database_password 40
make redis_password 40
make metrics_token 40
# What the mail server gave you belongs here; without EMAIL_HOST nobody reads it.
make email_password 40
