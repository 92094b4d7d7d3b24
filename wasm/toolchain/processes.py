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

from .paths import DISK_FULL, LOGS, lock_descriptors
from .progress import HEARTBEAT_S, Failure, Progress

LOG_TAIL_LINES = 40

# What the last lines of a failed step give away, and what to say of it.
CAUSES = (
    (r"No space left on device|ENOSPC|Disk quota exceeded", DISK_FULL),
    (r"not (yet )?valid( yet)?\b.*(invalid for another|certificate)|certificate is not (yet )?valid"
     r"|CERT_(NOT_YET_VALID|HAS_EXPIRED)|certificate has expired",
     "by this machine's clock it is {now}, at which a certificate is not valid: set the clock and call "
     "this again"),
    (r"Temporary failure resolving|Could not (resolve|connect)|EAI_AGAIN|ENOTFOUND|ENETUNREACH"
     r"|ECONNREFUSED|ECONNRESET|ETIMEDOUT|Network is unreachable",
     "packages could not be fetched, there is no network: call this again when there is, it goes on "
     "where it stopped"),
)


def execute(command, *, log: str, cwd, env: dict, progress: Progress,
            stopped: threading.Event | None = None, builds: bool = True) -> None:
    """Runs a program. Its output goes to build/logs/<log>.log, its latest line to `progress`. Where it
    `builds`, it keeps the lock of build/ should this process be killed.

    Failure if the program fails, or if `stopped` was set before it ended. However this ends, the
    program's process group is ended first."""
    path = LOGS / f"{log}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines: "queue.Queue[str | None]" = queue.Queue()
    with open(path, "w", encoding="utf-8", errors="replace") as out:
        def read_output():
            for line in process.stdout:
                lines.put(line)
            lines.put(None)

        process = None
        try:
            with uninterrupted():
                process = subprocess.Popen(
                    command, cwd=cwd, env={**env, "PYTHONUNBUFFERED": "1"}, stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
                    errors="replace", start_new_session=True,
                    pass_fds=lock_descriptors() if builds else ())
            threading.Thread(target=read_output, daemon=True).start()
            latest, since = "…", time.monotonic()
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
            if process:
                end_group(process)
    if code is None:
        raise Failure(f"The step {log} was stopped.")
    if code:
        tail = path.read_text(encoding="utf-8").splitlines()[-LOG_TAIL_LINES:]
        cause = cause_in("\n".join(tail))
        raise Failure(f"The step {log} failed with exit code {code}{cause and f', {cause}'}; "
                      f"its whole log is {path}.", "\n".join(tail))


def cause_in(text: str) -> str:
    """The cause of a failure that a program tells of in `text`, if it is one of the user's machine."""
    found = next((cause for pattern, cause in CAUSES if re.search(pattern, text)), "")
    return found.format(now=time.strftime("%Y-%m-%d %H:%M"))


# What ends a command: Ctrl-C, a request, and that its terminal was closed (unknown to Windows).
ENDINGS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def end_as_by_the_user() -> None:
    """Whatever ends this process ends it as Ctrl-C does: with the programs that it has started."""
    for number in ENDINGS:
        # nohup, and a shell that starts something in its background, have them ignored.
        if number == signal.SIGTERM or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


@contextlib.contextmanager
def uninterrupted():
    """Postpones what ends this process: a program that was just started could not be ended yet."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came = []
    handlers = {number: handler for number in ENDINGS if callable(handler := signal.getsignal(number))}
    for number in handlers:
        signal.signal(number, lambda *call: came.append(call))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number, frame in came:
            handlers[number](number, frame)


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
