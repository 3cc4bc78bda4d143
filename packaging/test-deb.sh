#!/usr/bin/env bash
# test-deb.sh DEB: installs the package in a clean root (debootstrap, minbase), runs it there as its unit does, sends an event, lists it, upgrades
# the package over itself, removes and purges it. Needs root; CREEL_TEST_ROOT names a file that keeps the clean root for the next time.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
deb=$(realpath "$1")
keep=${CREEL_TEST_ROOT:-$here/../artifacts/clean-root.tar}
say() { printf 'deb: %s\n' "$*"; }
fail() { printf 'test-deb.sh: %s\n' "$*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fail "this needs root, to make a clean root and install in it: sudo $0 $1"

work=$(mktemp -d)
root=$work/root
server=
finish() {
    if [ -n "$server" ] && kill "$server" 2>/dev/null; then wait "$server" || true; fi
    for at in proc dev; do umount -l "$root/$at" 2>/dev/null || true; done
    rm -rf --one-file-system "$work"
}
trap finish EXIT

if [ ! -s "$keep" ]; then
    . /etc/os-release
    mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk -v release="$VERSION_CODENAME" '$2 == release { print $1; exit }')
    say "a clean root of $VERSION_CODENAME"
    # openssl's library is what the package depends on beside the base; the rest of its dependencies is in every system.
    debootstrap --variant=minbase --include=libssl3 "$VERSION_CODENAME" "$work/new" "$mirror" >"$work/log" 2>&1 || { tail -20 "$work/log"; fail "debootstrap failed"; }
    mkdir -p "$(dirname "$keep")"
    tar -C "$work/new" -cf "$keep.new" --one-file-system --exclude=./var/cache/apt --exclude=./dev . && mv "$keep.new" "$keep"
    rm -rf --one-file-system "$work/new"
fi
mkdir -p "$root/dev" && tar -C "$root" -xf "$keep"
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive CREEL_DATA=/var/lib/creel "$@"; }

say "install"
cp "$deb" "$root/creel.deb"
inside dpkg -i /creel.deb >"$work/log" 2>&1 || { cat "$work/log"; fail "it does not install"; }
inside getent passwd creel >/dev/null || fail "there is no user creel"
[ "$(stat -c %a "$root/etc/creel")" = 750 ] || fail "/etc/creel is open to others"
inside creel --version

# As the unit does: its user, its state directory, its command line; the port is one that nobody has.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
command=$(sed -n 's|^ExecStart=||p' "$root/lib/systemd/system/creel.service")
[ -n "$command" ] || fail "the unit has no ExecStart"
serve() {
    # shellcheck disable=SC2086
    chroot --userspec=creel:creel "$root" env -i PATH=/usr/bin:/bin STATE_DIRECTORY=/var/lib/creel $command \
        --listen "https://127.0.0.1:$port" --console off >"$work/serve" 2>&1 </dev/null &
    server=$!
    for _ in $(seq 100); do
        if inside creel health --data /var/lib/creel >/dev/null 2>&1; then return; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    cat "$work/serve"
    fail "it does not serve"
}
stop() {
    kill "$server" && wait "$server" || fail "it ended with $?"
    server=
}
listed() { inside creel list --data /var/lib/creel --json 2>/dev/null | grep -c '"id"'; }

say "serve, send, list"
inside install -d -o creel -g creel -m 700 /var/lib/creel
serve
inside creel send 2>&1 | tee "$work/sent"
grep -q 'status code:  202' "$work/sent" || fail "the event was not acknowledged"
inside creel auth show --data /var/lib/creel | grep -q 'webhook' || fail "root can't see the credentials"
[ "$(listed)" = 1 ] || fail "the event is not in the list"
stop
[ "$(listed)" = 1 ] || fail "the event is not in the list of a stopped server"

say "upgrade over itself"
echo '# mine' >"$root/etc/creel/creel.yaml"
inside dpkg -i /creel.deb >"$work/log" 2>&1 || { cat "$work/log"; fail "it does not install over itself"; }
[ "$(listed)" = 1 ] || fail "the upgrade lost the event"
grep -q mine "$root/etc/creel/creel.yaml" || fail "the upgrade changed the configuration"
rm "$root/etc/creel/creel.yaml"
serve
inside creel send >/dev/null 2>&1
[ "$(listed)" = 2 ] || fail "after the upgrade it does not keep"
stop

say "remove, purge"
inside dpkg -r creel >"$work/log" 2>&1 || { cat "$work/log"; fail "it can't be removed"; }
[ ! -e "$root/usr/bin/creel" ] && [ ! -e "$root/usr/lib/creel" ] || fail "the removal left the program"
[ -s "$root/var/lib/creel/inbox.db" ] || fail "the removal took the events"
inside dpkg -P creel >"$work/log" 2>&1 || { cat "$work/log"; fail "it can't be purged"; }
[ ! -e "$root/var/lib/creel" ] && [ ! -e "$root/etc/creel" ] || fail "the purge left data"
say "installed, served, upgraded, removed, purged: all well"
