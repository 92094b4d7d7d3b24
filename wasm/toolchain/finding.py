"""The programs that build and test Lanes, found on the host."""

from __future__ import annotations

import glob
import hashlib
import shutil
import subprocess
import threading

from . import dates
from .paths import BUILD_FOLDERS, REPO, SITE, read
from .processes import execute, host_environment, version_of
from .progress import Progress

# The listing of the compiler in a site that has none.
NO_COMPILER = "{}\n"

# Environment variables of the browser tests, each with the candidates for its program: names on
# PATH, or glob patterns of absolute paths.
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

# Environment variables that the site is built with: where it will be, and where its sources are.
SITE_VARIABLES = ("LANES_ADDRESS", "LANES_REPOSITORY")

NODE_NEEDS = ((("node", "--version"), (20, 19)), (("npm", "--version"), (8, 0)))


class Toolchain:
    """The programs that build and test Lanes. This class runs them on the host; see PrivateRoot."""

    def __init__(self, progress: Progress):
        self.progress = progress
        self.env = host_environment()
        self.prefix = ""  # the toolchain's root directory as a host path; empty for the host itself
        self.identity = "host"  # when it changes, every build folder is configured from scratch
        self.stopped = threading.Event()  # once set, run() ends its program and raises Failure

    def run(self, command, *, log: str, cwd=REPO, env=None, builds=True) -> None:
        """Runs a program to completion, its output in build/logs/<log>.log; Failure if it fails."""
        execute(self.wrap(command, cwd), log=log, cwd=cwd, env={**self.env, **(env or {})},
                progress=self.progress, stopped=self.stopped, builds=builds)

    def output(self, command) -> str:
        """A program's standard output; CalledProcessError if it fails."""
        return subprocess.run(self.wrap(command, REPO), env=self.env, check=True,
                              encoding="utf-8", errors="surrogateescape",
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout

    def call(self, command, *, cwd=REPO, env=None) -> int:
        """Runs a program attached to the terminal; returns its exit code."""
        return subprocess.call(self.wrap(command, cwd), cwd=cwd, env={**self.env, **(env or {})})

    def npm(self, arguments, *, folder: str, log: str) -> None:
        self.run(["npm", *arguments], log=log, cwd=REPO / folder)

    def npm_ci(self, folder: str) -> None:
        """Installs a folder's npm packages, unless those of its present lock file are installed."""
        lock = REPO / folder / "package-lock.json"
        stamp = REPO / folder / "node_modules" / ".lanes-stamp"
        wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
        if read(stamp) == wanted:
            return
        log = f"npm-{folder.replace('/', '-')}"
        self.npm(["ci", "--no-audit", "--no-fund"], folder=folder, log=log)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(wanted)

    def build(self, preset: str, *targets: str) -> None:
        """Builds a CMake preset, or some of its targets, configuring first if the presets, the
        toolchain or an option changed."""
        folder = BUILD_FOLDERS[preset]
        if anew := dates.mend(folder):
            self.progress.say(anew)
        options = [f"-DCMAKE_TOOLCHAIN_FILE={self.emscripten_cmake()}",
                   *(f"-D{name}={self.env.get(name, '')}" for name in SITE_VARIABLES),
                   ] if preset == "site" else []
        stamp = folder / ".lanes-configured"
        presets = (REPO / "CMakePresets.json").read_bytes()
        wanted = hashlib.sha256(f"{self.identity} {options}".encode() + presets).hexdigest()
        if read(stamp) != wanted or not (folder / "build.ninja").exists():
            # Until it is configured anew it is not configured at all.
            stamp.unlink(missing_ok=True)
            self.run(["cmake", "--preset", preset, "--fresh", *options], log=f"configure-{preset}")
            stamp.write_text(wanted)
        self.run(["cmake", "--build", str(folder), *(["--target", *targets] if targets else [])],
                 log=f"build-{preset}")

    def build_site(self, compiler=False) -> None:
        """Builds build/site; with `compiler`, also what compiles the reader's own C++. Without, one
        that is there stays; where there is none its listing says so, which the page can ask for
        without an error on its console."""
        listing = SITE / "compiler" / "compiler.json"
        if compiler and read(listing) == NO_COMPILER:
            listing.unlink()  # or it would be what the build makes, and up to date
        self.npm_ci("web")
        self.build("site", *(("all", "compiler") if compiler else ()))
        if not listing.exists():
            listing.parent.mkdir(parents=True, exist_ok=True)
            listing.write_text(NO_COMPILER)

    def which(self, program: str):
        """A program's path as seen inside the toolchain, or None."""
        if program.startswith("/"):
            found = sorted(glob.glob(self.prefix + program))
            return found[-1][len(self.prefix):] if found else None
        return shutil.which(program, path=self.env["PATH"])

    def llvm_tool(self, program: str):
        """The path of a tool such as clang-format, from the toolchain's own LLVM if it has one, or
        None."""
        return self.which(program)

    def browsers(self) -> dict:
        """Environment of the browser tests: the variables of BROWSERS whose program was found."""
        found = {variable: next(filter(None, map(self.which, candidates)), None)
                 for variable, candidates in BROWSERS.items()}
        return {variable: path for variable, path in found.items() if path}

    def emscripten_cmake(self) -> str:
        root = self.output(["em-config", "EMSCRIPTEN_ROOT"]).strip()
        return f"{root}/cmake/Modules/Platform/Emscripten.cmake"

    def wrap(self, command, cwd) -> list:
        return list(command)


def missing_programs(toolchain: Toolchain) -> list:
    """The programs that the host lacks or has too old, one string each. Sets the identity of
    `toolchain` to the path and version of its emcc."""
    needs = [
        (("emcc", "--version"), (6, 0)), (("cmake", "--version"), (3, 25)),
        (("ninja", "--version"), (1, 10)), *NODE_NEEDS,
    ]
    missing = []
    for command, least in needs:
        found = version_of(command, toolchain.env)
        if found is None or found < least:
            had = f" (found {'.'.join(map(str, found))})" if found else ""
            missing.append(f"{command[0]} ≥ {'.'.join(map(str, least))}{had}")
        elif command[0] == "emcc":
            toolchain.identity = f"{shutil.which('emcc', path=toolchain.env['PATH'])} {found}"
    return missing
