#!/usr/bin/env bash
# The one entry point for work on Creel: build, tests, Native AOT, checks. `./build.sh help` lists what it does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(pwd -P)
results=$root/artifacts/test-results
aot=$root/artifacts/aot
packages=$root/artifacts/packages
configuration=Release

# Each step's heading says how long the ones before it took.
say() { printf '\n== %s (after %d s)\n' "$*" "$SECONDS"; }
fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

help() {
    cat <<'HELP'
./build.sh COMMAND
  build    build everything, warnings are errors
  test     build, then run all tests; the last line is `N passed, N failed, N skipped`
  check    is the code formatted as .editorconfig says? (`./build.sh format` does it)
  format   format the code
  docs     write the pages that are made from the program (docs/commands.md, docs/senders.md, docs/senders/, docs/creel.schema.json)
  vendors  fetch the libraries of the vendors (test/Creel.Server.Tests/Vendors/package.json) that the tests try signatures against
  audit    look up the advisories on all packages; fails on high and critical ones in what is shipped, and says when they can't be
           looked up (with --required it fails then)
  aot      publish the native binary to artifacts/aot/creel; fails on trim and AOT warnings that build/il-warnings.txt does not allow
  ci       check, audit, build, test, aot, the black-box tests once more on the native binary, and the packages tried: what must pass before a
           change goes in
  bench    measure Creel beside its peers (bench/run.sh)
  pack     packages into artifacts/packages, and tries them: `pack deb`, `pack oci` (container image), `pack tool` (.NET tool), `pack all`
What a command needs and Debian or Ubuntu has, it installs when it may (root or sudo), and says so.
HELP
}

# need "why" command:package … installs the packages of the commands that are missing.
need() {
    local why=$1 pair missing=() sudo=()
    shift
    for pair in "$@"; do
        case $pair in
            /*) [ -e "${pair%%:*}" ] || missing+=("${pair#*:}") ;;
            *) command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}") ;;
        esac
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then sudo=(sudo -n); fi
    if ! command -v apt-get >/dev/null || { [ ${#sudo[@]} -gt 0 ] && ! sudo -n true 2>/dev/null; }; then
        fail "$why needs: ${missing[*]}. Install them (Debian, Ubuntu: sudo apt-get install -y ${missing[*]}) and run this again."
    fi
    echo "installing ${missing[*]} ($why needs them)"
    # Lists may be older than the mirror: fetch them first, and go on with what is there if that fails.
    "${sudo[@]}" apt-get update -qq </dev/null >/dev/null || true
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null ||
        fail "${missing[*]} could not be installed; the lines above say why."
}

sdk() {
    # shellcheck source=build/sdk.sh
    . build/sdk.sh
    find_sdk || exit 1
    export DOTNET_ROOT=$DOTNET_HOME
}

run_dotnet() { "$DOTNET" "$@" </dev/null; }

build() {
    say "build"
    run_dotnet build Creel.slnx -c "$configuration" -v quiet -clp:NoSummary
}

# The build checks code style as well (IDE0055 and others are errors); this also sees what no project compiles.
check() {
    say "format check"
    run_dotnet format whitespace . --folder --exclude artifacts --verify-no-changes || fail "some code is not formatted: ./build.sh format"
    bash -n creel && bash -n build.sh && bash -n build/sdk.sh && bash -n packaging/build-deb.sh && bash -n packaging/test-deb.sh && bash -n packaging/test-oci.sh && bash -n packaging/test-tool.sh && sh -n bench/run.sh && sh -n bench/fuzz.sh
}

format() {
    run_dotnet restore Creel.slnx -v quiet
    run_dotnet format whitespace Creel.slnx --no-restore
    run_dotnet format style Creel.slnx --no-restore --severity warn
}

# Pages that are made from the program; tests hold them to it, and with this set write them.
docs() {
    say "docs"
    CREEL_WRITE_DOCS=1 "artifacts/bin/Creel.Server.Tests/release/Creel.Server.Tests" --no-ansi --filter-class "*CommandsPageTests" --filter-class "*SendersPageTests" >/dev/null ||
        fail "the pages could not be written"
    artifacts/bin/Creel.Server/release/Creel.Server config schema >docs/creel.schema.json
    git --no-pager diff --stat -- docs
}

# Advisories on the packages in use, those they bring included. A restore warns of each (NU1901 low to NU1904 critical), and says when a
# source could not be asked (NU1900) or has none to give (NU1905): not knowing must not look like knowing that all is well.
audit() {
    say "advisories"
    local place=$root/artifacts/audit exit=0
    rm -rf "$place" && mkdir -p "$place"
    {
        echo '<configuration><packageSources><clear />'
        sources
        echo '</packageSources><auditSources><clear />'
        sources
        echo '</auditSources></configuration>'
    } >"$place/nuget.config"
    run_dotnet restore Creel.slnx --force --configfile "$place/nuget.config" --artifacts-path "$place/build" -v minimal \
        -p:NuGetAudit=true -p:NuGetAuditMode=all -p:NuGetAuditLevel=low -p:TreatWarningsAsErrors=false >"$place/log" 2>&1 || exit=$?
    [ "$exit" = 0 ] || { cat "$place/log"; fail "the packages could not be restored, so nothing is known of them."; }
    sed -n 's/ \[[^]]*\]$//; s/^ *//; s|^'"$root"'/||; / NU190[0-5]: /p' "$place/log" | sort -u >"$place/found"
    judge_advisories "$place/found" "${1:-}"
}

judge_advisories() {
    cat "$1"
    if grep '^src/' "$1" | grep -q 'NU190[34]: '; then
        fail "a package that is shipped has a high or critical advisory: take a version without it, or say in docs/security.md why it does not concern Creel."
    fi
    if grep -q 'NU190[05]: ' "$1"; then
        [ "$2" != --required ] || fail "the advisories could not be looked up (above), so nobody knows. Is the package source reachable, and does it have them?"
        echo "NOT KNOWN: the advisories could not be looked up (above). This says nothing about the packages; the scheduled audit fails on it."
        return 0
    fi
    echo "$(grep -c . "$1" || true) advisories, none of them high or critical in what is shipped"
}

# The package sources in use, as lines of a configuration.
sources() { run_dotnet nuget list source --format Short | awk '$1 ~ /^E/ { printf "<add key=\"source%d\" value=\"%s\" />\n", ++n, $2 }'; }

# run_tests LABEL PROJECT [arguments] runs one test program and adds its numbers to passed, failed and skipped.
passed=0 failed=0 skipped=0
# The tests send signals to the programs they start, and what is ignored here (under nohup, as a job in the background) would be ignored there.
signals=()
if env --default-signal=HUP,INT,QUIT true 2>/dev/null; then signals=(env --default-signal=HUP,INT,QUIT); fi
run_tests() {
    local label=$1 project=$2 log report numbers exit=0 p f s
    shift 2
    log=$results/$label.log report=$results/$label.xml
    say "tests: $label"
    mkdir -p "$results"
    rm -f "$log" "$report"
    "${signals[@]}" "artifacts/bin/$project/$(tr '[:upper:]' '[:lower:]' <<<"$configuration")/$project" --no-ansi --results-directory "$results" \
        --report-xunit-xml --report-xunit-xml-filename "$label.xml" "$@" >"$log" 2>&1 </dev/null || exit=$?
    # The report's root sums up; a program that dies leaves no report, or an unfinished one.
    numbers=$(grep -o '<assembly [^>]*>' "$report" 2>/dev/null | head -1 || true)
    p=$(attribute passed "$numbers") f=$(attribute failed "$numbers") s=$(attribute skipped "$numbers")
    f=$((f + $(attribute errors "$numbers")))
    if [ $((p + f)) = 0 ]; then
        echo "$project ran no test (exit status $exit)."
        f=1
    elif [ "$exit" != 0 ] && [ "$f" = 0 ]; then
        echo "$project ended with status $exit though no test failed."
        f=1
    fi
    if [ "$f" != 0 ]; then cat "$log"; fi
    echo "$label: $p passed, $f failed, $s skipped"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

attribute() {
    local value
    value=$(sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2")
    echo "${value:-0}"
}

# Of what these bring along nothing is run when they are fetched, and nothing of it is shipped. Without network their tests say so.
vendors() {
    local list=test/Creel.Server.Tests/Vendors/package.json place=$root/artifacts/node log=$root/artifacts/node.log tries=0
    if [ "${CI:-}" = true ]; then tries=2; fi
    if cmp -s "$list" "$place/package.json"; then return 0; fi
    say "the vendors' libraries"
    rm -rf "$place" && mkdir -p "$place/new" && cp "$list" "$place/new"
    # Without network npm would go on trying for a quarter of an hour. Who works without one is told at once.
    if ! (cd "$place/new" && timeout 300 npm install --no-save --no-package-lock --ignore-scripts --omit=optional --omit=peer --no-audit --no-fund \
        --no-update-notifier --fetch-retries="$tries" --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000 --fetch-timeout=60000 \
        --cache "$root/artifacts/npm-cache") </dev/null >"$log" 2>&1; then
        tail -20 "$log"
        echo "NOT FETCHED: the vendors' libraries; the lines above say why. Their tests will not run, and fail where CI=true."
        return 0
    fi
    mv "$place"/new/node_modules "$place"/new/package.json "$place" && rmdir "$place/new"
    tail -1 "$log"
}

test_jit() {
    run_tests library Creel.Tests
    # The black-box tests run what was just built.
    CREEL_BIN=$root/artifacts/bin/Creel.Server/$(tr '[:upper:]' '[:lower:]' <<<"$configuration")/Creel.Server run_tests server Creel.Server.Tests
}

test_native() { CREEL_BIN=$aot/creel run_tests black-box-on-the-native-binary Creel.Server.Tests --filter-namespace "Creel.Server.Tests.BlackBox*"; }

# The last line, whatever step fails, and an exit status that says whether all went well.
sum_up_at_the_end() { trap 'status=$?; printf "\n%s passed, %s failed, %s skipped\n" "$passed" "$failed" "$skipped"; exit $((status != 0 || failed != 0))' EXIT; }

publish_aot() {
    say "Native AOT"
    # In a folder of its own: a build for one system takes the files for all others out of the folder it shares.
    local log=$root/artifacts/aot.log own=$root/artifacts/aot-build exit=0
    mkdir -p "$root/artifacts"
    # A publish that finds the native code up to date does not repeat its warnings: make it compile.
    rm -rf "$aot" "$own"/obj/*/*/native
    # One line for each warning, also in other people's assemblies; judged below.
    run_dotnet publish src/Creel.Server/Creel.Server.csproj -c Release --use-current-runtime --artifacts-path "$own" -o "$aot" -v normal -clp:NoSummary \
        -p:TrimmerSingleWarn=false -p:ILLinkTreatWarningsAsErrors=false -p:DebugType=none >"$log" 2>&1 || exit=$?
    if [ "$exit" != 0 ]; then
        grep -E 'error|warning' "$log" | sort -u || tail -40 "$log"
        fail "the native binary could not be published; the whole log is $log"
    fi
    "$aot/creel" --version >/dev/null || fail "$aot/creel does not run"
    judge_il_warnings "$log"
    ls -l "$aot" | awk 'NR > 1 { printf "%8.1f MB  %s\n", $5 / 1048576, $NF }'
}

# Every IL warning must be allowed by a line `CODE COUNT TEXT` of build/il-warnings.txt: at most COUNT of CODE that contain TEXT.
# One that points into our sources is never allowed.
judge_il_warnings() {
    local found=$root/artifacts/il-warnings.txt
    { grep -E '(warning|error) IL[0-9]{4}: ' "$1" || true; } | sed 's/^ *//; s/ \[[^]]*\]$//' | sort -u >"$found"
    awk -v root="$root" '
        NR == FNR {
            if ($0 ~ /^IL[0-9]+ [0-9]+ ./) { n++; code[n] = $1; left[n] = $2; text[n] = substr($0, length($1) + length($2) + 3) }
            next
        }
        {
            ok = 0
            if (index($0, root "/src/") == 0 && $0 !~ /IL[0-9]+: Creel\./) {
                for (i = 1; i <= n && !ok; i++) if (index($0, code[i] ":") && index($0, text[i]) && left[i] > 0) { left[i]--; ok = 1 }
            }
            if (!ok) { print; bad++ }
        }
        { seen++ }
        END { printf "%d IL warnings, %d of them not allowed\n", seen, bad; exit bad > 0 }
    ' build/il-warnings.txt "$found" || fail "the native compiler warns of what build/il-warnings.txt does not allow."
}

# pack KIND… makes packages of what was published. The time that stands in them is the last commit's, so the same commit gives the same bytes.
pack() {
    local kind version
    version=$("$aot/creel" --version)
    SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
    export SOURCE_DATE_EPOCH
    for kind in "$@"; do
        say "package: $kind"
        case $kind in
            deb) packaging/build-deb.sh "$version" "$aot" "$packages" ;;
            oci) python3 packaging/build-oci.py "$version" "$aot" "$packages" ;;
            tool)
                run_dotnet pack src/Creel.Server/Creel.Server.csproj -c Release -p:CreelTool=true --artifacts-path "$root/artifacts/tool-build" -o "$packages" \
                    -v quiet -clp:NoSummary
                ;;
        esac
        try "$kind" "$version"
    done
}

# Installs and runs a package. A clean root and a container need root; where that is not to be had, it says that nothing was tried.
try() {
    local kind=$1 version=$2 architecture
    if [ "$kind" = tool ]; then
        DOTNET=$DOTNET packaging/test-tool.sh "$packages"
        return
    fi
    if [ "$(id -u)" != 0 ]; then
        echo "NOT TRIED: installing a $kind needs root. sudo packaging/test-$kind.sh does it."
        return
    fi
    architecture=$(dpkg --print-architecture)
    case $kind in
        deb)
            lintian --fail-on error "$packages/creel_$version-1_$architecture.deb" 2>&1 | grep -v 'running with root privileges' || [ "${PIPESTATUS[0]}" = 0 ]
            packaging/test-deb.sh "$packages/creel_$version-1_$architecture.deb"
            ;;
        oci) packaging/test-oci.sh "$packages/creel-$version-$architecture.oci.tar" ;;
    esac
}

needs_pack() {
    local kind
    for kind in "$@"; do
        case $kind in
            deb) need "the .deb" dpkg-shlibdeps:dpkg-dev strip:binutils xz:xz-utils lintian:lintian debootstrap:debootstrap python3:python3 ;;
            oci) need "the image" python3:python3 skopeo:skopeo umoci:umoci runc:runc ;;
            tool) ;;
            *) fail "there is no package of the kind $kind: deb, oci, tool or all" ;;
        esac
    done
}

# The console's page is tried in a real browser. Where none can be had as a package (Ubuntu has only a snap), those tests are skipped, and say so.
needs_browser() {
    local name
    for name in "${CREEL_BROWSER:-chromium}" chromium chromium-browser google-chrome google-chrome-stable microsoft-edge; do
        if command -v "$name" >/dev/null; then return 0; fi
    done
    if grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then need "testing the console's page" chromium:chromium; fi
}

needs_vendors() { need "trying the vendors' libraries" node:nodejs npm:npm; }

needs_test() { needs_vendors; need "testing" gcc:gcc /usr/include/stdio.h:libc6-dev faketime:faketime logrotate:logrotate openssl:openssl curl:curl python3:python3 /etc/ssl/certs/ca-certificates.crt:ca-certificates; }
needs_aot() {
    # The native compiler links with clang, or with gcc where there is no clang.
    if ! command -v clang >/dev/null; then need "the native compiler" gcc:gcc; fi
    need "the native compiler" ld:binutils objcopy:binutils /usr/include/zlib.h:zlib1g-dev
}

case ${1:-help} in
    build) sdk; build ;;
    test) sum_up_at_the_end; needs_test; needs_browser; sdk; build; vendors; test_jit ;;
    vendors) needs_vendors; vendors ;;
    check) sdk; check ;;
    audit) sdk; audit "${2:-}" ;;
    format) sdk; format ;;
    docs) sdk; build; docs ;;
    aot) needs_aot; sdk; publish_aot; echo; echo "artifacts/aot/creel" ;;
    ci) sum_up_at_the_end; needs_test; needs_browser; needs_aot; sdk; check; audit; build; vendors; test_jit; publish_aot; test_native
        if command -v dpkg-deb >/dev/null; then needs_pack deb oci; pack deb oci; else echo "NOT TRIED: the packages are made on Debian and Ubuntu."; fi ;;
    bench) shift; exec bench/run.sh "$@" ;;
    pack)
        shift
        if [ "${1:-all}" = all ]; then set -- deb oci tool; fi
        needs_pack "$@"; needs_aot; sdk; publish_aot; pack "$@"; echo; ls "$packages"
        ;;
    help | -h | --help) help ;;
    *) help >&2; exit 2 ;;
esac
