"""Paths of the repository, and access to files that several commands share."""

from __future__ import annotations

import contextlib
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
BUILD = REPO / "build"
LOGS = BUILD / "logs"
SITE = BUILD / "site"
BUILD_FOLDERS = {"native": BUILD / "native", "site": BUILD / "wasm"}


@contextlib.contextmanager
def locked():
    """Locks build/, so that concurrent commands take turns."""
    import fcntl  # missing on Windows, where serve.py --no-build must still work

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
