"""Where things are, and files that several commands share."""

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
