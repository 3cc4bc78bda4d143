#!/bin/sh
# Fuzzes every parser that strangers' bytes reach, ten minutes unless told otherwise: bench/fuzz.sh --seconds 60 --only facts
# Findings are written to artifacts/fuzz; exit status 1 when there are any.
set -eu
cd "$(dirname "$0")/.."
place=artifacts/fuzz-build
rm -rf "$place/out"
dotnet publish bench/Creel.Fuzz -c Release --artifacts-path "$place" -o "$place/out" --nologo -v quiet >&2
dotnet "$place/out/Creel.Fuzz.dll" instrument "$place/out/Creel.dll" "$place/out/Creel.Server.dll" >&2
exec dotnet "$place/out/Creel.Fuzz.dll" run "$@"
