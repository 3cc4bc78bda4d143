#!/bin/sh
# Faults in earnest: the tests of CI with as many rounds and seeds as a night's trust needs. About five minutes; everything on loopback.
#   bench/faults.sh [ROUNDS [SEEDS]]     default: 200 rounds of the real program, 3000 seeds of the store
# What it came to is printed; docs/reliability.md quotes it.
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-200}
seeds=${2:-3000}
. build/sdk.sh
find_sdk

"$DOTNET" build test/Creel.Server.Tests -c Release -v quiet -clp:NoSummary </dev/null
if [ -z "${CREEL_BIN:-}" ]; then
    CREEL_BIN="$PWD/artifacts/aot/creel"
    [ -x "$CREEL_BIN" ] || CREEL_BIN="$PWD/artifacts/bin/Creel.Server/release/Creel.Server"
fi
CREEL_FAULT_ROUNDS=$rounds
CREEL_FAULT_REPORT=$(mktemp)
export CREEL_BIN CREEL_FAULT_ROUNDS CREEL_FAULT_REPORT
trap 'rm -f "$CREEL_FAULT_REPORT"' EXIT

status=0
echo "faults: the store, $seeds seeds"
artifacts/bin/Creel.Faults/release/Creel.Faults 100000 "$seeds" || status=1
echo "faults: $CREEL_BIN, $rounds rounds"
artifacts/bin/Creel.Server.Tests/release/Creel.Server.Tests --no-ansi --filter-class "*DyingTests" --filter-class "*DiskFaultTests" </dev/null || status=1
cat "$CREEL_FAULT_REPORT"
exit $status
