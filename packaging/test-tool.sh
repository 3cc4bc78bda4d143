#!/usr/bin/env bash
# test-tool.sh FOLDER: installs the .NET tool from the packages in FOLDER into a place of its own, serves, sends an event and lists it.
set -euo pipefail
packages=$(realpath "$1")
dotnet=${DOTNET:-dotnet}
say() { printf 'tool: %s\n' "$*"; }
fail() { printf 'test-tool.sh: %s\n' "$*" >&2; exit 1; }
work=$(mktemp -d)
server=
finish() {
    if [ -n "$server" ] && kill "$server" 2>/dev/null; then wait "$server" || true; fi
    rm -rf "$work"
}
trap finish EXIT
# From this folder and nowhere else, and into no cache: an older package of the same version must not be what is tested.
echo "<configuration><packageSources><clear /><add key=\"built\" value=\"$packages\" /></packageSources></configuration>" >"$work/nuget.config"
export NUGET_PACKAGES=$work/cache CREEL_DATA=$work/data
(cd "$work" && "$dotnet" tool install Creel.Tool --tool-path "$work/tool" --configfile "$work/nuget.config" </dev/null) || fail "it does not install"
creel=$work/tool/creel
"$creel" --version
"$creel" serve --listen https://127.0.0.1:0 --console off >"$work/serve" 2>&1 </dev/null &
server=$!
for _ in $(seq 100); do
    if "$creel" health >/dev/null 2>&1; then break; fi
    kill -0 "$server" 2>/dev/null || { cat "$work/serve"; fail "it does not serve"; }
    sleep 0.2
done
"$creel" send | tee "$work/sent"
grep -q 'status code:  202' "$work/sent" || { cat "$work/serve"; fail "the event was not acknowledged"; }
[ "$("$creel" list --json 2>/dev/null | grep -c '"id"')" = 1 ] || fail "the event is not in the list"
kill "$server" && wait "$server" || fail "it ended with $?"
server=
say "installed, served, sent, listed: all well"
