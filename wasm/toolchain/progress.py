"""Progress and failure messages of the commands."""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
import time

HEARTBEAT_S = 5


class Failure(Exception):
    """An error to report to the user: one sentence, and details that are printed before it."""

    def __init__(self, sentence: str, details: str = ""):
        super().__init__(sentence)
        self.details = details

    def report(self) -> None:
        sys.stdout.flush()
        if self.details:
            print(self.details.rstrip(), file=sys.stderr)
        print(self, file=sys.stderr, flush=True)


def print_anywhere() -> None:
    """Prints a letter that the terminal's encoding has not as a question mark, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")


class Progress:
    """Prints numbered stages with their elapsed time, and regularly what the current one does."""

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
        """Prints the current activity: at most every HEARTBEAT_S, or on a terminal, where it
        replaces the line, every 0.1 s."""
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

    def say(self, sentence: str) -> None:
        """Prints a sentence on a line of its own, whatever stage it is."""
        if self._terminal:
            self._write(f"\r\033[K      {sentence}\n")
        else:
            self._write(("\n" if self._line_open else "") + f"      {sentence}\n")
        self._line_open = False

    def elapsed_s(self) -> float:
        return time.monotonic() - self._start

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
