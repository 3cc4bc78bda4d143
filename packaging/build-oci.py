#!/usr/bin/env python3
"""build-oci.py VERSION BINARIES OUT: makes OUT/creel-VERSION-ARCH.oci.tar, an image that podman, docker and skopeo load, without a daemon.

The base is what the binary needs and nothing else, no shell: the C library, OpenSSL, certificates, time zones, from the packages of the
Debian or Ubuntu that this runs on. The same packages and binary give the same bytes; SOURCE_DATE_EPOCH says which time stands in it.
"""
import gzip, hashlib, io, json, os, pathlib, subprocess, sys, tarfile, tempfile, time

version, binaries, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
epoch = int(os.environ["SOURCE_DATE_EPOCH"])
here = pathlib.Path(__file__).resolve().parent
USER = 10001
DATA = "/var/lib/creel"


def run(*command, cwd=None):
    return subprocess.run(command, cwd=cwd, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True).stdout


def openssl_package():
    for name in ("libssl3t64", "libssl3"):
        if subprocess.run(["apt-cache", "show", name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            return name
    sys.exit("build-oci.py: apt knows no libssl3: run apt-get update")


def base(folder):
    """The files of the packages, less what a program does not read."""
    packages = folder / "packages"
    root = folder / "base"
    packages.mkdir()
    # As root apt would fetch as another user, who may not write here.
    run("apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", "libc6", openssl_package(), "ca-certificates", "tzdata", cwd=packages)
    for package in sorted(packages.glob("*.deb")):
        run("dpkg-deb", "-x", str(package), str(root))
    trusted = sorted((root / "usr/share/ca-certificates/mozilla").glob("*.crt"))
    bundle = root / "etc/ssl/certs/ca-certificates.crt"
    bundle.parent.mkdir(parents=True, exist_ok=True)
    bundle.write_text("".join(one.read_text() for one in trusted))
    (root / "etc/passwd").write_text(f"root:x:0:0:root:/:/sbin/nologin\ncreel:x:{USER}:{USER}:Creel:{DATA}:/sbin/nologin\n")
    (root / "etc/group").write_text(f"root:x:0:\ncreel:x:{USER}:\n")
    (root / "etc/nsswitch.conf").write_text("hosts: files dns\n")
    unread = ("/gconv/", "usr/share/ca-certificates/", "usr/sbin/", "usr/bin/", "sbin/", "etc/ca-certificates", "usr/share/man/", "usr/share/lintian/",
              "usr/share/zoneinfo/right/", "usr/lib/ssl/", "var/lib/dpkg")
    names = [path.relative_to(root).as_posix() for path in root.rglob("*")]
    return root, sorted(name for name in names if not any(name.startswith(skip) or skip in "/" + name for skip in unread)
                        and (not name.startswith("usr/share/doc/") or name.endswith("/copyright")))


def entry(name, mode, kind=tarfile.REGTYPE, owner=0, size=0, link=""):
    item = tarfile.TarInfo(name)
    item.mode, item.type, item.uid, item.gid, item.size, item.linkname, item.mtime = mode, kind, owner, owner, size, link, epoch
    return item


def packed(write):
    """A layer: its compressed bytes, and the digest of the plain ones."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.GNU_FORMAT) as tar:
        write(tar)
    raw = plain.getvalue()
    return gzip.compress(raw, compresslevel=9, mtime=0), "sha256:" + hashlib.sha256(raw).hexdigest()


def base_layer(tar, root, names):
    for name in names:
        path = root / name
        if path.is_symlink():
            tar.addfile(entry(name, 0o777, tarfile.SYMTYPE, link=os.readlink(path)))
        elif path.is_dir():
            tar.addfile(entry(name, 0o755, tarfile.DIRTYPE))
        else:
            data = path.read_bytes()
            tar.addfile(entry(name, 0o755 if os.access(path, os.X_OK) and path.stat().st_mode & 0o111 else 0o644, size=len(data)), io.BytesIO(data))
    tar.addfile(entry("tmp", 0o1777, tarfile.DIRTYPE))


def program_layer(tar):
    for name, mode in (("usr/bin", 0o755), ("usr/lib/creel", 0o755), ("etc/creel", 0o755)):
        tar.addfile(entry(name, mode, tarfile.DIRTYPE))
    for name, mode in (("creel", 0o755), ("libe_sqlite3.so", 0o644)):
        data = (binaries / name).read_bytes()
        tar.addfile(entry("usr/lib/creel/" + name, mode, size=len(data)), io.BytesIO(data))
    tar.addfile(entry("usr/bin/creel", 0o777, tarfile.SYMTYPE, link="../lib/creel/creel"))
    licence = (here.parent / "LICENSE").read_bytes()
    tar.addfile(entry("usr/lib/creel/LICENSE", 0o644, size=len(licence)), io.BytesIO(licence))
    tar.addfile(entry("var", 0o755, tarfile.DIRTYPE))
    tar.addfile(entry("var/lib", 0o755, tarfile.DIRTYPE))
    # Who mounts nothing here gets a volume with this owner.
    tar.addfile(entry(DATA[1:], 0o700, tarfile.DIRTYPE, owner=USER))


def main():
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch))
    architecture = run("dpkg", "--print-architecture").strip()
    blobs = {}

    def blob(data, kind):
        digest = hashlib.sha256(data).hexdigest()
        blobs[digest] = data
        return {"mediaType": kind, "digest": "sha256:" + digest, "size": len(data)}

    with tempfile.TemporaryDirectory() as folder:
        root, names = base(pathlib.Path(folder))
        layers = [packed(lambda tar: base_layer(tar, root, names)), packed(program_layer)]
    config = {
        "created": created, "architecture": architecture, "os": "linux",
        "config": {
            "User": f"{USER}:{USER}",
            "ExposedPorts": {"5443/tcp": {}},
            "Env": ["PATH=/usr/bin", f"CREEL_DATA={DATA}", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"],
            "Entrypoint": ["creel"],
            "Cmd": ["serve"],
            "Volumes": {DATA: {}},
            "WorkingDir": "/",
            "StopSignal": "SIGTERM",
            "Labels": {"org.opencontainers.image.title": "Creel", "org.opencontainers.image.version": version, "org.opencontainers.image.licenses": "MIT",
                       "org.opencontainers.image.description": "A webhook receiver that keeps what it catches."},
            # Docker's; others pass it over. Alive and not ready: whoever restarts what is unhealthy must not do so for a full disk.
            "Healthcheck": {"Test": ["CMD", "creel", "health", "--live"], "Interval": 30 * 10**9, "Timeout": 5 * 10**9, "StartPeriod": 60 * 10**9, "Retries": 3},
        },
        "rootfs": {"type": "layers", "diff_ids": [digest for _, digest in layers]},
        "history": [{"created": created, "created_by": "build-oci.py: libraries"}, {"created": created, "created_by": "build-oci.py: creel"}],
    }
    parts = [blob(data, "application/vnd.oci.image.layer.v1.tar+gzip") for data, _ in layers]
    configured = blob(json.dumps(config).encode(), "application/vnd.oci.image.config.v1+json")
    manifest = blob(json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": configured, "layers": parts}).encode(),
                    "application/vnd.oci.image.manifest.v1+json")
    manifest |= {"platform": {"architecture": architecture, "os": "linux"},
                 "annotations": {"org.opencontainers.image.ref.name": version, "io.containerd.image.name": f"localhost/creel:{version}"}}
    place = lambda part: "blobs/sha256/" + part["digest"].removeprefix("sha256:")
    files = {
        "oci-layout": json.dumps({"imageLayoutVersion": "1.0.0"}).encode(),
        "index.json": json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [manifest]}).encode(),
        # For `docker load` of before version 25.
        "manifest.json": json.dumps([{"Config": place(configured), "RepoTags": [f"localhost/creel:{version}"], "Layers": [place(part) for part in parts]}]).encode(),
        **{f"blobs/sha256/{digest}": data for digest, data in blobs.items()},
    }
    out.mkdir(parents=True, exist_ok=True)
    image = out / f"creel-{version}-{architecture}.oci.tar"
    with tarfile.open(image, "w", format=tarfile.GNU_FORMAT) as tar:
        for folder in ("blobs", "blobs/sha256"):
            tar.addfile(entry(folder, 0o755, tarfile.DIRTYPE))
        for name in sorted(files):
            tar.addfile(entry(name, 0o644, size=len(files[name])), io.BytesIO(files[name]))
    print(f"{image}: {image.stat().st_size / 1e6:.1f} MB, layers of {', '.join(f'{len(data) / 1e6:.1f} MB' for data, _ in layers)}")


main()
