#!/usr/bin/env bash
# build-deb.sh VERSION BINARIES OUT: makes OUT/creel_VERSION-1_ARCH.deb from the native binary in BINARIES. The same input gives the same
# bytes (SOURCE_DATE_EPOCH says which time stands in it).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$here/..
version=$1 binaries=$2 out=$3
: "${SOURCE_DATE_EPOCH:?the time that stands in the package}"
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
architecture=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
umask 022

install -D -m 755 "$binaries/creel" "$tree/usr/lib/creel/creel"
install -D -m 644 "$binaries/libe_sqlite3.so" "$tree/usr/lib/creel/libe_sqlite3.so"
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$tree/usr/lib/creel/libe_sqlite3.so"
mkdir -p "$tree/usr/bin" "$tree/etc/creel"
ln -s ../lib/creel/creel "$tree/usr/bin/creel"
install -D -m 644 -t "$tree/lib/systemd/system" "$here/creel.service" "$here/creel.socket"
install -D -m 644 "$here/deb/creel.sysusers" "$tree/usr/lib/sysusers.d/creel.conf"
install -D -m 644 "$here/deb/lintian-overrides" "$tree/usr/share/lintian/overrides/creel"
install -D -m 644 "$here/creel.1" "$tree/usr/share/man/man1/creel.1"
gzip -9n "$tree/usr/share/man/man1/creel.1"

doc=$tree/usr/share/doc/creel
install -D -m 644 "$here/deb/copyright" "$doc/copyright"
install -m 644 "$root/README.md" "$doc/README.md"
install -D -m 644 -t "$doc/docs" "$root"/docs/*.md "$root/docs/creel.schema.json"
install -D -m 644 "$here/creel.logrotate" "$doc/examples/creel.logrotate"
gzip -9nc "$root/CHANGELOG.md" >"$doc/changelog.gz"
cat <<CHANGES | gzip -9nc >"$doc/changelog.Debian.gz"
creel ($version-1) unstable; urgency=medium

  * What changed is in changelog.gz.

 -- The Creel authors <creel@example.com>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
CHANGES

# What the linker wrote into the binaries, and OpenSSL, which .NET loads by name.
mkdir -p "$work/debian" && printf 'Source: creel\n\nPackage: creel\nArchitecture: any\n' >"$work/debian/control"
linked=$(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info "-e$tree/usr/lib/creel/creel" "-e$tree/usr/lib/creel/libe_sqlite3.so" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$linked" ] || { echo "build-deb.sh: dpkg-shlibdeps found no library that the binary needs" >&2; exit 1; }

mkdir -p "$tree/DEBIAN"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: creel
Version: $version-1
Architecture: $architecture
Maintainer: The Creel authors <creel@example.com>
Installed-Size: $(du -sk --apparent-size --exclude=DEBIAN "$tree" | cut -f1)
Depends: $linked, libssl3 (>= 3.0.0) | libssl3t64, passwd
Recommends: ca-certificates, tzdata
Section: net
Priority: optional
Description: webhook receiver that keeps what it catches
 Creel receives webhooks over HTTPS, proves who sent them, keeps every one
 that it answers with success, shows them and gives them back.
 .
 It runs as a service at port 5443 with credentials of its own; as root,
 "creel auth show --data /var/lib/creel" prints them.
CONTROL
for script in postinst prerm postrm; do install -m 755 "$here/deb/$script" "$tree/DEBIAN/$script"; done
(cd "$tree" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
chmod 644 "$tree/DEBIAN/md5sums" "$tree/DEBIAN/control"

find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$out"
dpkg-deb --root-owner-group --uniform-compression -Zxz --build "$tree" "$out/creel_$version-1_$architecture.deb"
