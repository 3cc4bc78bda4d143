#!/bin/sh
# The speed bench: publishes what is missing, installs the other parties, measures all of them in one run.
# Everything after the script's name goes to `Creel.Bench compare`: --turns 2 --only bare creel, --grown-events 0, … (--help lists them).
set -eu
cd "$(dirname "$0")/.."

say() { printf 'bench: %s\n' "$*" >&2; }

# The programs to measure against, by the file that shows a package is there.
missing=""
need() { [ -e "$2" ] || missing="$missing $1"; }
need python3-flask /usr/lib/python3/dist-packages/flask
need python3-openssl /usr/lib/python3/dist-packages/OpenSSL
need python3-cryptography /usr/lib/python3/dist-packages/cryptography
need gunicorn /usr/bin/gunicorn
need nginx-light /usr/sbin/nginx
need webhook /usr/bin/webhook
need openssl /usr/bin/openssl

if [ -n "$missing" ]; then
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo"
    say "installing$missing (apt-get)"
    # A party that can't be had is left out, and the report says so: the others are worth measuring.
    # shellcheck disable=SC2086
    { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >&2 ||
        say "not all of them could be installed; what is missing is left out"
fi

case "$(uname -m)" in
    aarch64 | arm64) rid=linux-arm64 ;;
    *) rid=linux-x64 ;;
esac

if [ -z "${CREEL_BIN:-}" ]; then
    CREEL_BIN="$PWD/artifacts/aot/creel"
    if [ ! -x "$CREEL_BIN" ]; then
        say "publishing creel for $rid (Native AOT; about two minutes)"
        dotnet publish src/Creel.Server -c Release -r "$rid" -o artifacts/aot --nologo -v quiet >&2
    fi
fi
export CREEL_BIN
say "creel is $CREEL_BIN"

say "publishing the bench for $rid (Native AOT; about a minute)"
dotnet publish bench/Creel.Bench -c Release -r "$rid" -o artifacts/bench --nologo -v quiet >&2

# Only the whole bench is a result; a look at a part of it must not overwrite one.
if [ $# -eq 0 ]; then
    mkdir -p bench/results
    set -- --out "bench/results/$(date -u +%Y-%m-%d).md"
fi
exec artifacts/bench/Creel.Bench compare "$@"
