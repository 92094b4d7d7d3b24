"""Why a port cannot be had: one sentence with who has it, and what to give instead."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
from pathlib import Path

LISTENING = "0A"  # a state in /proc/net/tcp
# Where holder() finds nobody: another user's process, or no Linux.
FIND_HOLDER = {"win32": "netstat -ano | findstr :{port}", "darwin": "lsof -nP -i :{port}"}
FIND_HOLDER_ELSEWHERE = "sudo ss -ltnp 'sport = :{port}'"


def sentence_for(error: OSError, host: str, address: str, port: int) -> str:
    """What to tell of an `error` of binding `port` of `address`, which was given as `host`."""
    if error.errno == errno.EADDRINUSE:
        who = holder(port)
        command = FIND_HOLDER.get(sys.platform, FIND_HOLDER_ELSEWHERE).format(port=port)
        by = f"in use by {who}: stop that" if who else f"in use: stop what has it ({command} says what)"
        return f"Port {port} is {by}, or give another: {offer(address, port)}."
    if error.errno == errno.EACCES:
        return f"Port {port} is the administrator's: give another, {offer(address, max(port, 8079))}."
    if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
        kind = "no IPv6, and so no" if ":" in address and not has_ipv6() else "no"
        return f"This machine has {kind} address {host}: give --host 127.0.0.1."
    return f"Lanes cannot be served at {host}, port {port}: {error.strerror}."


def offer(address: str, after: int) -> str:
    """The option for the next port that is free."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for port in range(after + 1, min(after + 1000, 65536)):
        with contextlib.suppress(OSError), socket.socket(family) as probe:
            probe.bind((address, port))
            return f"--port {port} is free"
    return "--port 0 picks one that is free"


def has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def holder(port: int) -> str:
    """The command and number of the process that listens on a port; "" if that cannot be known."""
    wanted = {f"socket:[{inode}]" for inode in sockets_listening_on(port)}
    for process in Path("/proc").glob("[0-9]*") if wanted else ():
        with contextlib.suppress(OSError):
            if any(os.readlink(file) in wanted for file in (process / "fd").iterdir()):
                words = (process / "cmdline").read_text(errors="replace").split("\0")
                command = " ".join(os.path.basename(word) for word in words[:2] if word)
                printable = "".join(c if c.isprintable() else "?" for c in command)[:60]
                return f"{printable} (process {process.name})"
    return ""


def sockets_listening_on(port: int):
    """Inodes, from the table of the kernel (proc(5)); none but on Linux."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                columns = line.split()
                if columns[3] == LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                    yield columns[9]
