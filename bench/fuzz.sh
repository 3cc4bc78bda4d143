#!/bin/sh
# Fuzzes every parser that strangers' bytes reach, ten minutes unless told otherwise: bench/fuzz.sh --seconds 60 --only facts
# Findings are written to artifacts/fuzz; exit status 1 when there are any.
set -eu
cd "$(dirname "$0")/.."
place=artifacts/fuzz-build
out=$place/bin/Creel.Fuzz/release
# Instrumented assemblies must not be taken for built ones.
rm -rf "$out"
dotnet build bench/Creel.Fuzz -c Release --artifacts-path "$place" --nologo -v quiet -clp:NoSummary >&2
dotnet "$out/Creel.Fuzz.dll" instrument "$out/Creel.dll" "$out/Creel.Server.dll" >&2
exec dotnet "$out/Creel.Fuzz.dll" run "$@"
