"""Dates that a clock has left in the future. A build compares dates, and they would mislead it."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path

from .paths import REPO

# What the build reads, besides packages.
SOURCES = ("wasm", "web", "shaders", "tests/cpp")
NOT_SOURCES = {"node_modules", "__pycache__"}
# Clocks of a file server and of its client differ a little.
SLACK_S = 1


def mend(folder: Path) -> str:
    """Makes sure that nothing which a build in `folder` compares is from the future. A sentence if
    that build starts anew, else an empty string."""
    latest = time.time() + SLACK_S
    for path in sources():
        with contextlib.suppress(OSError):
            if path.stat().st_mtime > latest:
                # Else it would count as changed in every build until that date.
                os.utime(path)
    if date_of(folder / ".ninja_log") <= latest and date_of(folder / "build.ninja") <= latest:
        return ""
    # What was built in the future counts as newer than any change to come.
    shutil.rmtree(folder)
    return "The clock was set back since the last build, which therefore starts anew."


def sources():
    yield from REPO.glob("CMake*")
    for name in SOURCES:
        for folder, folders, files in os.walk(REPO / name):
            folders[:] = [inner for inner in folders if inner not in NOT_SOURCES]
            yield from (Path(folder, file) for file in files)


def date_of(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0
