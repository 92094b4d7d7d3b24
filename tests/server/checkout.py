"""A checkout in a folder of its own, built by stand-ins: programs that take no time, and stop where a
test wants them to. What is tested, serve.py and the toolchain package, is the repository's own."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
PATIENCE_S = 240
SENTENCE = r"[A-Z][^\n]+\.\n"

# Each step appends its name to $STEPS, and half way does what the variable of its name says.
STEP = 'step() { echo "$1" >> "$STEPS"; eval "$2"; }\n'
STAND_INS = {
    "emcc": "echo 6.0.5\n",
    "em-config": "echo /nowhere\n",
    "ninja": "echo 1.12.1\n",
    "node": 'echo "${NODE_VERSION:-v24.0.0}"\n',
    "npm": STEP + """
        [ "$1" = --version ] && { echo 10.0.0; exit; }
        rm -rf node_modules; mkdir node_modules
        step npm "$ON_NPM" || exit
        echo whole > node_modules/package
    """,
    "cmake": STEP + """
        [ "$1" = --version ] && { echo cmake version 4.0.0; exit; }
        if [ "$1" = --preset ]; then
          mkdir -p build/wasm
          step configure "$ON_CONFIGURE" || exit
          echo whole > build/wasm/build.ninja
        else
          mkdir -p build/site
          echo half > build/site/index.html
          step build "$ON_BUILD" || exit
          echo whole > build/site/index.html
          echo log > build/wasm/.ninja_log
        fi
    """,
}
# Marks that it is half way, and goes on when it is told to.
WAIT = 'echo $$ > "$HALF_WAY"; while [ ! -e "$GO" ]; do sleep 0.05; done; true'
TOOLS = ("sh", "mkdir", "rm", "sleep", "cat", "head", "cp", "env")


class Checkout:
    """Deleted with `close`. `name`: of its folder."""

    def __init__(self, name="lanes"):
        self.folder = Path(tempfile.mkdtemp(prefix="lanes-")).resolve()
        self.folder.chmod(0o755)
        self.repo = self.folder / name
        for part in ("wasm/toolchain", "web/backend"):
            shutil.copytree(REPO / part, self.repo / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("serve.py", "web/headers.json", "web/package-lock.json", "CMakePresets.json"):
            shutil.copy(REPO / file, self.repo / file)
        self.programs = self.folder / "programs"
        self.programs.mkdir()
        for program, script in STAND_INS.items():
            path = self.programs / program
            path.write_text(f"#!{shutil.which('sh')}\n{script}")
            path.chmod(0o755)
        for tool in TOOLS:
            (self.programs / tool).symlink_to(shutil.which(tool))
        self.half_way, self.go = self.folder / "half-way", self.folder / "go"
        self.env = {
            "PATH": str(self.programs), "STEPS": str(self.folder / "steps"),
            "HALF_WAY": str(self.half_way), "GO": str(self.go), "LANG": "C.UTF-8",
        }

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def steps(self) -> list:
        """Those that have begun since the last call."""
        path = self.folder / "steps"
        names = path.read_text().split() if path.exists() else []
        path.unlink(missing_ok=True)
        return names

    def start(self, *arguments, before=(), env=None, **options) -> subprocess.Popen:
        """serve.py, started by the command `before`, if any."""
        command = [*before, python_for_all(), str(self.repo / "serve.py"), *arguments]
        return subprocess.Popen(command, env={**self.env, **(env or {})}, encoding="utf-8",
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def run(self, *arguments, **options):
        """(exit code, output, errors) of serve.py, which ends by itself."""
        process = self.start(*arguments, **options)
        try:
            out, errors = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
        return process.returncode, out, errors

    def is_whole(self) -> bool:
        return all((self.repo / file).exists() and (self.repo / file).read_text() == "whole\n" for file in (
            "web/node_modules/package", "build/wasm/build.ninja", "build/site/index.html"))

    def wait_until_half_way(self) -> int:
        """The process that is; it waits for `go`."""
        wait_for(lambda: self.half_way.exists() and self.half_way.read_text().strip())
        return int(self.half_way.read_text())


def wait_for(what):
    """Until `what` gives something true; for ever only where it never would."""
    give_up = time.monotonic() + PATIENCE_S
    while not what():
        if time.monotonic() > give_up:
            raise AssertionError("waited in vain")
        time.sleep(0.02)


def python_for_all() -> str:
    """One that other users may start as well, where there is one."""
    def is_open(program):
        return all(folder.stat().st_mode & 0o001 for folder in Path(program).resolve().parents)
    return next(filter(is_open, filter(None, (sys.executable, shutil.which("python3", path="/usr/bin")))),
                sys.executable)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def why_no_namespaces() -> str:
    """Why a test can neither mount nor have a network of its own; empty if it can."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "needs root on Linux, for mounts and networks of its own"
    if not shutil.which("unshare") or subprocess.call(
            ["unshare", "--mount", "--net", "true"], stderr=subprocess.DEVNULL):
        return "needs unshare, for mounts and networks of its own"
    return ""


def in_namespace(kind: str, script: str, *arguments) -> list:
    """The beginning of a command which is run after `script`, in a namespace of its own."""
    return ["/usr/bin/env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "unshare", f"--{kind}", "sh", "-ec",
            f'{script}; shift {len(arguments)}; PATH=$KEPT exec "$@"', "sh", *map(str, arguments)]


def last_line(text: str) -> str:
    return text.rstrip("\n").rpartition("\n")[2]
