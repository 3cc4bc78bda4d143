#!/usr/bin/env bash
# test-oci.sh IMAGE: looks at the image with skopeo, unpacks it with umoci, and runs it with runc as its own user on a read-only root: an event is
# sent and listed, the health check answers, it stops when asked to. Where no container can be made it is run in a chroot instead. Needs root.
set -euo pipefail
image=$(realpath "$1")
say() { printf 'oci: %s\n' "$*"; }
fail() { printf 'test-oci.sh: %s\n' "$*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fail "this needs root: sudo $0 $1"

work=$(mktemp -d)
name=creel-test-$$
running=
finish() {
    if [ -n "$running" ]; then runc delete --force "$name" >/dev/null 2>&1 || true; kill "$running" 2>/dev/null || true; wait "$running" 2>/dev/null || true; fi
    rm -rf --one-file-system "$work"
}
trap finish EXIT

say "skopeo"
skopeo inspect "oci-archive:$image" >"$work/about" || fail "skopeo can't read it"
skopeo inspect --config "oci-archive:$image" >"$work/config"
python3 - "$work/config" <<'PYTHON'
import json, sys
image = json.load(open(sys.argv[1]))
config = image["config"]
assert config["User"] == "10001:10001" and "5443/tcp" in config["ExposedPorts"] and "/var/lib/creel" in config["Volumes"], config
assert config["Entrypoint"] + config["Cmd"] == ["creel", "serve"], config
PYTHON
skopeo copy -q "docker-archive:$image" "dir:$work/docker" || fail "what docker load would read is wrong"
skopeo copy -q "oci-archive:$image" "oci:$work/oci:test"
umoci unpack --image "$work/oci:test" "$work/bundle" >/dev/null 2>&1 || fail "umoci can't unpack it"
root=$work/bundle/rootfs
[ ! -e "$root/bin/sh" ] && [ ! -e "$root/usr/bin/sh" ] || fail "there is a shell in it"

install -d -o 10001 -g 10001 -m 700 "$work/data"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# As `docker run --read-only --tmpfs /tmp -v data:/var/lib/creel` would, in the network of this machine.
python3 - "$work" "$port" <<'PYTHON'
import json, sys
work, port = sys.argv[1], sys.argv[2]
path = work + "/bundle/config.json"
config = json.load(open(path))
config["process"].update(terminal=False, args=config["process"]["args"] + ["--listen", f"https://127.0.0.1:{port}", "--console", "http://127.0.0.1:0"])
config["process"]["capabilities"] = {}
config["process"]["noNewPrivileges"] = True
config["root"]["readonly"] = True
config["linux"]["namespaces"] = [one for one in config["linux"]["namespaces"] if one["type"] != "network"]
config["linux"].pop("resources", None)
config["mounts"] = [one for one in config["mounts"] if one["destination"] not in ("/var/lib/creel", "/sys", "/sys/fs/cgroup")]
config["mounts"] += [{"destination": "/var/lib/creel", "type": "bind", "source": work + "/data", "options": ["bind", "rw"]},
                     {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=1777"]}]
json.dump(config, open(path, "w"))
PYTHON
way=runc
# (It gives what it reads and writes to the user of the container: files of this test, and not the machine's /dev/null.)
: >"$work/empty"
runc run --bundle "$work/bundle" "$name" >"$work/serve" 2>&1 <"$work/empty" &
running=$!
creel() { runc exec --user 10001:10001 "$name" creel "$@" <"$work/empty" 2>"$work/error" | cat; return "${PIPESTATUS[0]}"; }
answers() {
    for _ in $(seq 100); do
        if creel health >"$work/health" 2>&1; then return 0; fi
        kill -0 "$running" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}
if ! answers; then
    cat "$work/serve" "$work/error"
    say "no container can be made here (above); in a chroot instead"
    way=chroot
    for at in dev proc var/lib/creel; do mkdir -p "$root/$at"; done
    mount --bind "$work/data" "$root/var/lib/creel"
    mount --bind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    trap 'for at in dev proc var/lib/creel; do umount -l "$root/$at"; done; finish' EXIT
    inside=(env -i PATH=/usr/bin CREEL_DATA=/var/lib/creel "$(command -v chroot)" --userspec=10001:10001 "$root" /usr/bin/creel)
    creel() { "${inside[@]}" "$@" 2>"$work/error"; }
    "${inside[@]}" serve --listen "https://127.0.0.1:$port" --console off >"$work/serve" 2>&1 </dev/null &
    running=$!
    answers || { cat "$work/serve"; fail "it does not serve"; }
fi

say "serve, send, list ($way)"
creel send | tee "$work/sent"
grep -q 'status code:  202' "$work/sent" || fail "the event was not acknowledged"
[ "$(creel list --json | grep -c '"id"')" = 1 ] || fail "the event is not in the list"
creel health --live
[ "$(stat -c %u "$work/data/inbox.db")" = 10001 ] || fail "it does not run as its own user"
if [ "$way" = runc ]; then runc kill "$name" TERM; else kill "$running"; fi
wait "$running" || fail "it ended with $?"
running=
[ ! -e "$work/data/inbox.db-wal" ] || fail "it did not stop in order"
say "looked at, unpacked, run, stopped: all well"
