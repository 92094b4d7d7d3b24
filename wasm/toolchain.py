#!/usr/bin/env python3
"""Finds the toolchain that builds Lanes, or makes a private one, and runs the build in it.

    progress = Progress(3)
    toolchain = Toolchain.find_or_make(progress)   # the host's Emscripten, or build/toolchain/root
    toolchain.npm_ci("web")
    toolchain.build("site")

As a command it runs any program inside the toolchain: python3 wasm/toolchain.py cmake --version
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
BUILD = REPO / "build"
LOGS = BUILD / "logs"
SITE = BUILD / "site"
BUILD_FOLDERS = {"native": BUILD / "native", "site": BUILD / "wasm"}

# The Debian release whose Emscripten is new enough, and what the build needs from it.
SUITE = "forky"
BASE_PACKAGES = (
    "emscripten", "cmake", "ninja-build", "catch2", "libstb-dev", "libctre-dev", "rapidjson-dev",
    "nodejs",
)
# Tests only. {llvm} is the version that the root's own Emscripten is built on.
CHECK_PACKAGES = ("clang-format-{llvm}", "clang-tidy-{llvm}")
BROWSER_PACKAGES = (
    "chromium", "firefox-esr", "webkitgtk-webdriver",
    "xvfb", "xauth", "fonts-dejavu-core", "fonts-liberation",
)

# What browser tests are told, and where each program is looked for: a name on PATH, or a pattern.
BROWSERS = {
    "LANES_CHROMIUM": (
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
    "LANES_FIREFOX": (
        "firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox",
    ),
    "LANES_WEBKIT_DRIVER": ("WebKitWebDriver",),
    "LANES_WEBKIT_BROWSER": (
        "/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/lib/*/webkitgtk-6.*/MiniBrowser",
        "/usr/libexec/webkit2gtk-4.*/MiniBrowser",
    ),
}

HEARTBEAT_S = 5
LOG_TAIL_LINES = 40


class Failure(Exception):
    """Something the user has to know: one clear sentence, and what to read before it."""

    def __init__(self, sentence: str, details: str = ""):
        super().__init__(sentence)
        self.details = details

    def report(self) -> None:
        sys.stdout.flush()
        if self.details:
            print(self.details.rstrip(), file=sys.stderr)
        print(self, file=sys.stderr, flush=True)


class Progress:
    """Numbered stages with their elapsed time; inside a long one, a sign of life every few seconds."""

    def __init__(self, total: int, out=sys.stdout):
        self.total = total
        self._out = out
        self.number = 0
        self._title = ""
        self._start = self._last_beat = time.monotonic()
        self._line_open = False
        self._terminal = out.isatty()

    @contextlib.contextmanager
    def stage(self, name: str):
        self.number += 1
        self._title = f"[{self.number}/{self.total}] {name} …"
        self._start = self._last_beat = time.monotonic()
        self._write(self._title)
        self._line_open = True
        outcome = "failed after "
        try:
            yield
            outcome = ""
        finally:
            elapsed = f"{outcome}{self.elapsed_s():.0f} s"
            if self._terminal:
                self._write(f"\r\033[K{self._title} {elapsed}\n")
            elif self._line_open:
                self._write(f" {elapsed}\n")
            else:
                self._write(f"{self._title} {elapsed}\n")
            self._line_open = False
            self._title = ""

    def beat(self, activity: str) -> None:
        """Says what is going on, at most once in HEARTBEAT_S (on a terminal: in place, at once)."""
        now = time.monotonic()
        interval = 0.1 if self._terminal else HEARTBEAT_S
        if not self._title or now - self._last_beat < interval:
            return
        self._last_beat = now
        activity = re.sub(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x1f]", "", activity)
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            self._write("\r\033[K" + f"{self._title} {self.elapsed_s():.0f} s  {activity}"[:width])
        else:
            self._write(("\n" if self._line_open else "")
                        + f"      {self.elapsed_s():4.0f} s  {activity[:100]}\n")
            self._line_open = False

    def elapsed_s(self) -> float:
        return time.monotonic() - self._start

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


class Toolchain:
    """The programs that build and test Lanes. This class runs them on the host; see PrivateRoot."""

    def __init__(self, progress: Progress):
        self.progress = progress
        self.env = host_environment()
        self.prefix = ""  # where the toolchain's file system begins, seen from the host
        self.identity = "host"  # a change of it makes every build folder start afresh

    @staticmethod
    def find_or_make(progress: Progress, extra_packages=()) -> "Toolchain":
        """The host's own toolchain if it is complete, else the private root; Failure if neither.

        extra_packages are Debian packages wanted besides the build's own; a host toolchain has
        what it has."""
        toolchain = Toolchain(progress)
        missing = toolchain._missing()
        if not missing:
            return toolchain
        if can_make_root():
            return PrivateRoot(progress, extra_packages)
        without_emcc = any("emcc" in program for program in missing)
        raise Failure(
            "Lanes needs these programs on PATH: " + ", ".join(missing)
            + ("; the commands above, run in a checkout of emsdk, give Emscripten." if without_emcc
               else "."),
            "    ./emsdk install latest\n    ./emsdk activate latest\n    source ./emsdk_env.sh"
            if without_emcc else "")

    def run(self, command, *, log: str, cwd=REPO, env=None) -> None:
        """Runs a program to its end, its output in build/logs/<log>.log; Failure if it fails."""
        execute(self.wrap(command, cwd), log=log, cwd=cwd, env={**self.env, **(env or {})},
                progress=self.progress)

    def call(self, command, *, cwd=REPO, env=None) -> int:
        """Runs a program with the terminal as its own; its exit code."""
        return subprocess.call(self.wrap(command, cwd), cwd=cwd, env={**self.env, **(env or {})})

    def npm(self, arguments, *, folder: str, log: str) -> None:
        self.run(["npm", *arguments], log=log, cwd=REPO / folder)

    def npm_ci(self, folder: str) -> None:
        """Installs a folder's npm packages, only when its lock file is not the installed one."""
        lock = REPO / folder / "package-lock.json"
        stamp = REPO / folder / "node_modules" / ".lanes-stamp"
        wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
        if read(stamp) == wanted:
            return
        log = f"npm-{folder.replace('/', '-')}"
        self.npm(["ci", "--no-audit", "--no-fund"], folder=folder, log=log)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(wanted)

    def build(self, preset: str) -> None:
        """Builds a CMake preset, configuring first if the presets or the toolchain changed."""
        folder = BUILD_FOLDERS[preset]
        options = [f"-DCMAKE_TOOLCHAIN_FILE={self.emscripten_cmake()}",
                   f"-DLANES_ADDRESS={self.env.get('LANES_ADDRESS', '')}"] if preset == "site" else []
        stamp = folder / ".lanes-configured"
        presets = (REPO / "CMakePresets.json").read_bytes()
        wanted = hashlib.sha256(f"{self.identity} {options}".encode() + presets).hexdigest()
        if read(stamp) != wanted or not (folder / "build.ninja").exists():
            self.run(["cmake", "--preset", preset, "--fresh", *options], log=f"configure-{preset}")
            stamp.write_text(wanted)
        self.run(["cmake", "--build", str(folder)], log=f"build-{preset}")

    def build_site(self) -> None:
        self.npm_ci("web")
        self.build("site")

    def which(self, program: str):
        """A program's path as seen inside the toolchain, or None."""
        if program.startswith("/"):
            found = sorted(glob.glob(self.prefix + program))
            return found[-1][len(self.prefix):] if found else None
        return shutil.which(program, path=self.env["PATH"])

    def llvm_tool(self, program: str):
        """The path of a tool such as clang-format, of the toolchain's own LLVM if it has one."""
        return self.which(program)

    def browsers(self) -> dict:
        """The environment for browser tests: BROWSERS' variables, those that could be found."""
        found = {variable: next(filter(None, map(self.which, candidates)), None)
                 for variable, candidates in BROWSERS.items()}
        return {variable: path for variable, path in found.items() if path}

    def emscripten_cmake(self) -> str:
        root = subprocess.run(self.wrap(["em-config", "EMSCRIPTEN_ROOT"], REPO), env=self.env,
                              check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        return f"{root}/cmake/Modules/Platform/Emscripten.cmake"

    def wrap(self, command, cwd) -> list:
        return list(command)

    def _missing(self) -> list:
        needs = [
            (("emcc", "--version"), (6, 0)), (("cmake", "--version"), (3, 25)),
            (("ninja", "--version"), (1, 10)), *NODE_NEEDS,
        ]
        missing = []
        for command, least in needs:
            found = version_of(command, self.env)
            if found is None or found < least:
                had = f" (found {'.'.join(map(str, found))})" if found else ""
                missing.append(f"{command[0]} ≥ {'.'.join(map(str, least))}{had}")
            elif command[0] == "emcc":
                self.identity = f"{shutil.which('emcc', path=self.env['PATH'])} {found}"
        return missing


NODE_NEEDS = ((("node", "--version"), (20, 19)), (("npm", "--version"), (8, 0)))

# Runs in a mount and a process namespace of its own: when it ends, for whatever reason, every
# mount and every process in it is gone, so nothing can be deleted or left running through it.
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

    Everything runs inside it but npm, which stays on the host where its proxy and certificates
    are configured, unless the host has none."""

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
        # lexists: a link such as /etc/alternatives/… leads nowhere when seen from the host.
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
            # The same LLVM natively and as Wasm, so that comparing the two compares the targets.
            "CC": f"clang-{llvm}", "CXX": f"clang++-{llvm}",
        }

    def _llvm(self) -> int:
        return max(int(path.rsplit("-", 1)[1])
                   for path in glob.glob(f"{self.prefix}/usr/bin/clang++-[0-9]*"))

    def _make(self) -> None:
        BUILD.mkdir(exist_ok=True)
        partial = self.FOLDER.with_suffix(".partial")
        for leftover in (partial, self.FOLDER):
            subprocess.run(["rm", "-rf", "--one-file-system", str(leftover)], check=True)
        self.FOLDER.parent.mkdir(parents=True, exist_ok=True)
        mmdebstrap, keyring = self._mmdebstrap()
        # The options about dates: a package mirror may be a snapshot older than it is meant to be.
        self._execute([*NAMESPACE, "--mount-proc", *mmdebstrap, "--mode=root", "--variant=apt",
                       '--aptopt=Acquire::Check-Valid-Until "false"', *keyring,
                       f"--include={','.join(BASE_PACKAGES)}", SUITE, str(partial)], "toolchain")
        stamp = {"made": time.strftime("%Y-%m-%dT%H:%M:%S"), "packages": sorted(BASE_PACKAGES)}
        (partial / self.STAMP.name).write_text(json.dumps(stamp))
        partial.rename(self.FOLDER)

    def _mmdebstrap(self):
        """The command that makes a root and its keyring option: the host's own or an unpacked one."""
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
            # A host may name a source that does not answer; the download tells whether it mattered.
            with contextlib.suppress(Failure):
                self._execute(["apt-get", *private, "update"], "apt-update")
            self._execute(["apt-get", *private, "download", *wanted], "apt-download", cwd=apt)
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
        self.run(["apt-get", "-o", "Acquire::Check-Valid-Until=false", "update"], log="apt-update")
        self.run(["apt-get", "install", "-y", "--no-install-recommends", *missing], log="packages")
        stamp["packages"] = sorted({*stamp["packages"], *missing})
        replace(self.STAMP, json.dumps(stamp))

    def _execute(self, command, log: str, cwd=REPO) -> None:
        execute(command, log=log, cwd=cwd, env=self.host_env, progress=self.progress)


def execute(command, *, log: str, cwd, env: dict, progress: Progress) -> None:
    """Runs a program, all its output in a log, its latest line as the sign of life.

    However this ends, the program and what it started have ended too."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    lines: "queue.Queue[str | None]" = queue.Queue()
    with open(path, "w", encoding="utf-8", errors="replace") as out:
        process = subprocess.Popen(
            command, cwd=cwd, env={**env, "PYTHONUNBUFFERED": "1"}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
            start_new_session=True)

        def read_output():
            for line in process.stdout:
                lines.put(line)
            lines.put(None)

        threading.Thread(target=read_output, daemon=True).start()
        latest, since = "…", time.monotonic()
        try:
            while True:
                try:
                    line = lines.get(timeout=1)
                except queue.Empty:
                    if process.poll() is not None:
                        break  # something that it left running still holds its output open
                else:
                    if line is None:
                        break
                    out.write(line)
                    out.flush()
                    if line.strip():
                        latest, since = line.strip(), time.monotonic()
                silent_s = time.monotonic() - since
                progress.beat(f"{log}: {latest[:70]}"
                              + (f" ({silent_s:.0f} s ago)" if silent_s > HEARTBEAT_S else ""))
            code = process.wait()
        finally:
            end_group(process)
    if code:
        tail = path.read_text(encoding="utf-8").splitlines()[-LOG_TAIL_LINES:]
        raise Failure(f"The step {log} failed with exit code {code}; its whole log is {path}.",
                      "\n".join(tail))


def end_group(process: subprocess.Popen) -> None:
    for ending in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, ending)
        except (ProcessLookupError, PermissionError):
            break
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=3)


def can_make_root() -> bool:
    """Whether this is a Debian or Ubuntu, as root, that lets us have our own namespaces."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    env = host_environment()
    programs = ("apt-get", "dpkg-deb", "perl", "unshare", "mount", "chroot")
    return all(shutil.which(program, path=env["PATH"]) for program in programs) and all(
        subprocess.call(probe, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
        for probe in ([*NAMESPACE, "--mount-proc", "true"], ["perl", "-MPod::Usage", "-e", "1"]))


def host_environment() -> dict:
    """The host's environment, with $EMSDK's programs and root's folders on PATH."""
    env = dict(os.environ)
    emsdk = env.get("EMSDK")
    path = [f"{emsdk}/upstream/emscripten"] if emsdk else []
    path += [env.get("PATH", os.defpath)]
    path += [os.path.dirname(env["EMSDK_NODE"])] if env.get("EMSDK_NODE") else []
    path += ["/usr/sbin", "/sbin"]
    env["PATH"] = os.pathsep.join(path)
    return env


def version_of(command, env: dict):
    """The first dotted number that a program prints, as a tuple; None if it cannot be run."""
    program = shutil.which(command[0], path=env["PATH"])
    if not program:
        return None
    result = subprocess.run([program, *command[1:]], env=env, text=True, errors="replace",
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL)
    number = re.search(r"\d+(\.\d+)+", result.stdout)
    return tuple(map(int, number[0].split("."))) if number and result.returncode == 0 else None


@contextlib.contextmanager
def locked():
    """Holds build/ so that two commands at once take turns instead of colliding."""
    import fcntl  # not on Windows, where serve.py --no-build works all the same

    BUILD.mkdir(exist_ok=True)
    with open(BUILD / ".lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another Lanes command that is using build/ …", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def replace(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(text)
    partial.replace(path)


def main(command) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        progress = Progress(1, out=sys.stderr)
        with locked(), progress.stage("Emscripten toolchain"):
            toolchain = Toolchain.find_or_make(progress)
        return toolchain.call(command or ["bash"], cwd=os.getcwd())
    except Failure as failure:
        failure.report()
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
