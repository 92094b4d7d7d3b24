"""Runs programs, logs their output, and leaves none of them running."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import shutil
import signal
import subprocess
import threading
import time

from .paths import LOGS
from .progress import HEARTBEAT_S, Failure, Progress

LOG_TAIL_LINES = 40


def execute(command, *, log: str, cwd, env: dict, progress: Progress,
            stopped: threading.Event | None = None) -> None:
    """Runs a program. Its output goes to build/logs/<log>.log, its latest line to `progress`.

    Failure if the program fails, or if `stopped` was set before it ended. However this ends, the
    program's process group is ended first."""
    path = LOGS / f"{log}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
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
            while not (stopped and stopped.is_set()):
                try:
                    line = lines.get(timeout=1)
                except queue.Empty:
                    if process.poll() is not None:
                        break  # a process that it left running still holds its output open
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
            code = None if stopped and stopped.is_set() else process.wait()
        finally:
            end_group(process)
    if code is None:
        raise Failure(f"The step {log} was stopped.")
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


def host_environment() -> dict:
    """The host's environment, with $EMSDK's programs and the sbin folders on PATH."""
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
