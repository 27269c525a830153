#!/bin/sh
# Programs that some tests use as a reader or an operator would. Only root on Debian can install them; elsewhere the
# tests that need a missing one say so and are skipped.
set -eu

missing=""
for pair in chromium:chromium nginx:nginx-light lynx:lynx exiftool:libimage-exiftool-perl node:nodejs firefox-esr:firefox-esr hledger:hledger sshd:openssh-server tor:tor restic:restic java:default-jre-headless; do
    PATH="$PATH:/usr/sbin" command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
# Its programs are not on the PATH.
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Not installed:$missing. The tests that need them will be skipped."
    exit 0
fi
echo "Installing$missing …"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # one word for each package
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 ||
    echo "Could not install$missing. The tests that need them will be skipped."
