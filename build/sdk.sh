# Finds the .NET SDK that global.json asks for. Sourced by ./creel and ./build.sh; runs nothing by itself.
# shellcheck shell=bash

# Quiet tools that phone nobody and leave no process behind.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
# A fresh machine has no ICU library, and nothing here needs one.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

# Sets DOTNET (the command) and DOTNET_HOME (the folder it lives in); says what is missing and returns 1 otherwise.
find_sdk() {
    local candidate found=''
    for candidate in "${DOTNET_ROOT:+$DOTNET_ROOT/dotnet}" "$(command -v dotnet || true)" "${HOME:-/nonexistent}/.dotnet/dotnet" \
        /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet; do
        [ -n "$candidate" ] && [ -x "$candidate" ] || continue
        found=$candidate
        if "$candidate" --list-sdks 2>/dev/null | grep -q '^10\.'; then
            DOTNET=$candidate
            DOTNET_HOME=$(folder_of "$candidate")
            # A service or a container may have no home; the SDK wants a place for its own files.
            [ -n "${HOME:-}" ] || export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-$root/artifacts/home}"
            return 0
        fi
    done
    if [ -n "$found" ]; then
        echo "creel: $found is there, but not the .NET 10 SDK that Creel is built with. It has: $("$found" --list-sdks 2>/dev/null | tr '\n' ' ')" >&2
    else
        echo "creel: the .NET 10 SDK, which Creel is built with, is not installed." >&2
    fi
    cat >&2 <<'HELP'
Install it:
  Ubuntu 24.04 and later:   sudo apt-get update && sudo apt-get install -y dotnet-sdk-10.0
  Debian, other Linux, Mac: curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0
                            (goes to ~/.dotnet, where it is found)
  All ways:                 https://learn.microsoft.com/dotnet/core/install/linux
Then run the same command again.
HELP
    return 1
}

# The folder of a command, links followed.
folder_of() {
    local path=$1 link
    while [ -L "$path" ]; do
        link=$(readlink "$path")
        case $link in /*) path=$link ;; *) path=${path%/*}/$link ;; esac
    done
    (cd "${path%/*}" && pwd -P)
}
