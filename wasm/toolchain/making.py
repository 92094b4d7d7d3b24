"""A private toolchain: a Debian file system of our own, in build/toolchain/root."""

from __future__ import annotations

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from .finding import NODE_NEEDS, Toolchain
from .paths import BUILD, REPO, replace
from .processes import execute, host_environment, version_of
from .progress import Failure, Progress

# The Debian release whose Emscripten is new enough, and what the build needs from it.
SUITE = "forky"
BASE_PACKAGES = (
    "emscripten", "cmake", "ninja-build", "catch2", "libstb-dev", "libctre-dev", "rapidjson-dev",
    "nodejs",
)
# For tests only. {llvm} is the version of the LLVM that the root's Emscripten uses.
NATIVE_PACKAGES = ("libclang-rt-{llvm}-dev",)  # ThreadSanitizer
CHECK_PACKAGES = ("clang-format-{llvm}", "clang-tidy-{llvm}")
BROWSER_PACKAGES = (
    "chromium", "firefox-esr", "webkitgtk-webdriver",
    "xvfb", "xauth", "fonts-dejavu-core", "fonts-liberation",
)

# Runs in separate mount and process namespaces: when it ends, for whatever reason, so do all its
# mounts and processes. No process is left running, and deleting the root cannot follow a mount.
ENTER = """
set -e
root=$1 repo=$2 cwd=$3; shift 3
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount --bind /tmp "$root/tmp"
mkdir -p "$root$repo"
mount --rbind "$repo" "$root$repo"
for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
  [ -e $file ] || continue
  mkdir -p "$(dirname "$root$file")"
  [ ! -L "$root$file" ] || rm "$root$file"  # an absolute link would lead to the host's file
  touch "$root$file"
  mount --bind $file "$root$file"
done
chroot "$root" /usr/bin/env -C "$cwd" "$@" && exit 0
exit $?
"""
NAMESPACE = ("unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child")


class PrivateRoot(Toolchain):
    """A Debian file system of our own in build/toolchain/root. The host is not touched.

    Everything runs inside it but npm: that runs on the host, where its proxy and certificates are
    configured, unless the host's Node.js or npm is missing or too old."""

    FOLDER = BUILD / "toolchain" / "root"
    STAMP = FOLDER / ".lanes.json"  # {"made": when, "packages": [...]}

    def __init__(self, progress: Progress, extra_packages=()):
        super().__init__(progress)
        self.prefix = str(self.FOLDER)
        self.host_env = self.env
        self.npm_on_host = all((version_of(command, self.env) or (0,)) >= least
                               for command, least in NODE_NEEDS)
        if not self.STAMP.exists():
            self._make()
        self.env = self._environment()
        self._install([*BASE_PACKAGES, *([] if self.npm_on_host else ["npm"]), *extra_packages])
        self.identity = f"{SUITE} {json.loads(self.STAMP.read_text())['made']}"

    def npm(self, arguments, *, folder: str, log: str) -> None:
        if not self.npm_on_host:
            return super().npm(arguments, folder=folder, log=log)
        execute(["npm", *arguments], log=log, cwd=REPO / folder, env=self.host_env,
                progress=self.progress)

    def which(self, program: str):
        if program.startswith("/"):
            return super().which(program)
        # lexists: a link such as /etc/alternatives/… is broken when resolved on the host.
        return next((f"{folder}/{program}" for folder in ("/usr/bin", "/usr/sbin", "/usr/games")
                     if os.path.lexists(f"{self.prefix}{folder}/{program}")), None)

    def llvm_tool(self, program: str):
        return self.which(f"{program}-{self._llvm()}")

    def wrap(self, command, cwd) -> list:
        return [*NAMESPACE, "sh", "-c", ENTER, "sh", self.prefix, str(REPO), str(cwd), *command]

    def _environment(self) -> dict:
        llvm = self._llvm()
        kept = re.compile(r"CI|TERM|NO_COLOR|(https?|no|all)_proxy|npm_config_.*|NODE_EXTRA_CA_CERTS|LANES_.*", re.I)
        return {
            **{name: value for name, value in self.host_env.items() if kept.fullmatch(name)},
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive",
            # The same LLVM for native code and Wasm, so that comparing the two compares targets.
            "CC": f"clang-{llvm}", "CXX": f"clang++-{llvm}",
        }

    def _llvm(self) -> int:
        return max(int(path.rsplit("-", 1)[1])
                   for path in glob.glob(f"{self.prefix}/usr/bin/clang++-[0-9]*"))

    def _make(self) -> None:
        BUILD.mkdir(exist_ok=True)
        partial = self.FOLDER.with_suffix(".partial")
        for leftover in (partial, self.FOLDER):
            self._execute(["rm", "-rf", "--one-file-system", str(leftover)], "toolchain-remove")
        self.FOLDER.parent.mkdir(parents=True, exist_ok=True)
        mmdebstrap, keyring = self._mmdebstrap()
        # Without Check-Valid-Until: a package mirror may be a snapshot whose index has expired.
        self._execute([*NAMESPACE, "--mount-proc", *mmdebstrap, "--mode=root", "--variant=apt",
                       '--aptopt=Acquire::Check-Valid-Until "false"', *keyring,
                       f"--include={','.join(BASE_PACKAGES)}", SUITE, str(partial)], "toolchain")
        stamp = {"made": time.strftime("%Y-%m-%dT%H:%M:%S"), "packages": sorted(BASE_PACKAGES)}
        (partial / self.STAMP.name).write_text(json.dumps(stamp))
        partial.rename(self.FOLDER)

    def _mmdebstrap(self):
        """The command that makes a root, and its keyring option, each a list. What the host lacks
        is downloaded and unpacked."""
        debian_keyring = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
        wanted = [] if shutil.which("mmdebstrap") else ["mmdebstrap"]
        wanted += [] if debian_keyring.exists() else [debian_keyring.stem]
        apt = BUILD / "toolchain" / "apt"
        unpacked = apt / "unpacked"
        if wanted:
            (apt / "lists/partial").mkdir(parents=True, exist_ok=True)
            private = [option for setting in (
                f"Dir::State::Lists={apt}/lists", f"Dir::Cache={apt}/cache",
                "APT::Sandbox::User=root", "Acquire::Check-Valid-Until=false",
            ) for option in ("-o", setting)]
            # One of the host's sources may not answer. If that one was needed it is the reason why
            # the download fails.
            reason = None
            try:
                self._execute(["apt-get", *private, "-o", "APT::Update::Error-Mode=any", "update"],
                              "apt-update")
            except Failure as failure:
                reason = failure
            try:
                self._execute(["apt-get", *private, "download", *wanted], "apt-download", cwd=apt)
            except Failure as failure:
                raise reason or failure from None
            for package in wanted:
                self._execute(["dpkg-deb", "-x", max(glob.glob(f"{apt}/{package}_*.deb")),
                               str(unpacked)], "apt-unpack")
        return (
            ["perl", f"{unpacked}/usr/bin/mmdebstrap"] if "mmdebstrap" in wanted else ["mmdebstrap"],
            [] if debian_keyring.exists() else [f"--keyring={unpacked}{debian_keyring}"])

    def _install(self, packages) -> None:
        stamp = json.loads(self.STAMP.read_text())
        packages = [package.format(llvm=self._llvm()) for package in packages]
        missing = sorted(set(packages) - set(stamp["packages"]))
        if not missing:
            return
        # An installation that was killed half way is finished first: until then apt-get refuses.
        self.run(["dpkg", "--configure", "-a"], log="packages")
        self.run(["apt-get", "-o", "Acquire::Check-Valid-Until=false", "update"], log="apt-update")
        self.run(["apt-get", "install", "-y", "--no-install-recommends", *missing], log="packages")
        stamp["packages"] = sorted({*stamp["packages"], *missing})
        replace(self.STAMP, json.dumps(stamp))

    def _execute(self, command, log: str, cwd=REPO) -> None:
        execute(command, log=log, cwd=cwd, env=self.host_env, progress=self.progress)


def can_make_root() -> bool:
    """Whether this is Debian or Ubuntu, and we are root and may create namespaces."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    env = host_environment()
    programs = ("apt-get", "dpkg-deb", "perl", "unshare", "mount", "chroot")
    return all(shutil.which(program, path=env["PATH"]) for program in programs) and all(
        subprocess.call(probe, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
        for probe in ([*NAMESPACE, "--mount-proc", "true"], ["perl", "-MPod::Usage", "-e", "1"]))
