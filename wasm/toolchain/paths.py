"""Paths of the repository, and access to files that several commands share."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from .progress import Failure

REPO = Path(__file__).resolve().parents[2]
BUILD = REPO / "build"
LOGS = BUILD / "logs"
SITE = BUILD / "site"
BUILD_FOLDERS = {"native": BUILD / "native", "site": BUILD / "wasm"}


# The descriptor of build/.lock while this process holds the lock.
_locks = []


@contextlib.contextmanager
def locked():
    """Locks build/, so that concurrent commands take turns. Failure where nothing can be written."""
    import fcntl  # missing on Windows, where serve.py --no-build must still work

    try:
        BUILD.mkdir(exist_ok=True)
        with open(BUILD / ".lock", "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Waiting for another Lanes command that is using build/ …", flush=True)
                fcntl.flock(file, fcntl.LOCK_EX)
            _locks.append(file.fileno())
            try:
                yield
            finally:
                _locks.clear()
                # Not only closed: a program that was left running may have it open as well.
                fcntl.flock(file, fcntl.LOCK_UN)
    except OSError as error:
        if sentence := why_unwritable(error):
            raise Failure(sentence) from error
        raise


def lock_descriptors() -> tuple:
    """To be inherited by a program that writes in build/: it keeps the lock if this process is killed,
    and the next command waits until it has ended."""
    return tuple(_locks)


DISK_FULL = ("the disk is full: make room (the set-up takes 1 GB, with the browsers for the tests 3 GB)"
             " and call this again, it goes on where it stopped")


def why_unwritable(error: OSError) -> str:
    """A sentence about an `error` of writing in build/; empty for any other error."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"Nothing more can be written in {BUILD}, {DISK_FULL}."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return (f"Nothing can be built in {BUILD} ({os.strerror(error.errno)}): copy the checkout to a "
                "folder of your own; what is built already is served with --no-build.")
    return ""


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def replace(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(text)
    partial.replace(path)
