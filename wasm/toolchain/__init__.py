"""Finds the toolchain that builds Lanes, or makes a private one, and runs the build in it.

    progress = Progress(3)
    toolchain = find_or_make(progress)   # the host's Emscripten, or build/toolchain/root
    toolchain.npm_ci("web")
    toolchain.build("site")

As a command it runs any program inside the toolchain: python3 wasm/toolchain cmake --version
"""

from __future__ import annotations

from .finding import BROWSERS, Toolchain, missing_programs
from .making import (
    BROWSER_PACKAGES, CHECK_PACKAGES, NATIVE_PACKAGES, PrivateRoot, can_make_root,
)
from .paths import BUILD, BUILD_FOLDERS, LOGS, REPO, SITE, locked, read, replace
from .processes import end_as_by_the_user
from .progress import Failure, Progress, print_anywhere

__all__ = [
    "BROWSERS", "BROWSER_PACKAGES", "BUILD", "BUILD_FOLDERS", "CHECK_PACKAGES", "Failure", "LOGS",
    "NATIVE_PACKAGES", "Progress", "REPO", "SITE", "Toolchain", "end_as_by_the_user", "find_or_make",
    "locked", "print_anywhere", "read", "replace",
]

EMSDK_COMMANDS = ("    ./emsdk install latest\n    ./emsdk activate latest\n"
                  "    source ./emsdk_env.sh")


def find_or_make(progress: Progress, extra_packages=()) -> Toolchain:
    """The host's own toolchain if it is complete, else the private root; Failure if neither.

    extra_packages are Debian packages to install in the private root besides the build's own; a
    host toolchain ignores them."""
    toolchain = Toolchain(progress)
    missing = missing_programs(toolchain)
    if not missing:
        return toolchain
    if can_make_root():
        return PrivateRoot(progress, extra_packages)
    without_emcc = any("emcc" in program for program in missing)
    raise Failure(
        "Lanes needs these programs on PATH: " + ", ".join(missing)
        + ("; the commands above, run in a checkout of emsdk, give Emscripten." if without_emcc
           else "."),
        EMSDK_COMMANDS if without_emcc else "")
