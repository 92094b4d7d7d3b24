"""A SQLite database behind bounded connection pools: what /api/query asks.

The live counterpart of the model in wasm/core/downstream: the same table, the same rules, the same
sentences. tests/server/test_serve.py and tests/browser/runs/downstream.test.ts hold them together.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
import threading
from collections import OrderedDict, deque
from pathlib import Path
from typing import NamedTuple

CUSTOMERS = 10_000  # rows of the table, ids from 0: customer_count of answers.hpp
IDLE_CONNECTIONS_MAX = 8  # kept open by a pool that has no use for them
IDLE_POOLS_MAX = 16

FIRST_NAMES = ("Ada", "Alan", "Barbara", "Claude", "Dennis", "Donald", "Edsger", "Frances",
               "Grace", "Jean", "John", "Ken", "Leslie", "Niklaus", "Radia", "Tony")
LAST_NAMES = ("Allen", "Bartik", "Dijkstra", "Hamilton", "Hoare", "Hopper", "Kay", "Knuth",
              "Lamport", "Liskov", "Lovelace", "Perlman", "Ritchie", "Shannon", "Turing", "Wirth")


def mix64(x: int) -> int:
    """mix64 of wasm/core/workloads/latency.hpp: the output function of SplitMix64."""
    mask = (1 << 64) - 1
    x = (x + 0x9E3779B97F4A7C15) & mask
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & mask
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & mask
    return x ^ (x >> 31)


def customer(identifier: int) -> tuple:
    """A row of the table: row_of of wasm/core/downstream/answers.cpp."""
    bits = mix64(identifier)
    name = f"{FIRST_NAMES[bits % 16]} {LAST_NAMES[(bits >> 8) % 16]}"
    return identifier, name, (bits >> 16) % 1_000_000


class Exhausted(Exception):
    """No connection could be had; the sentence is reason_of's of answers.cpp."""


class Shape(NamedTuple):
    connections: int
    queue: int
    timeout_ms: int


class Database:
    """The table `customer`, in a temporary file that `close` deletes."""

    def __init__(self):
        self._folder = tempfile.mkdtemp(prefix="lanes-")
        try:
            self._address = self._fill(Path(self._folder, "customers.sqlite"))
        except BaseException:
            self.close()
            raise

    def _fill(self, path: Path) -> str:
        """Makes the file; returns its address."""
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE customer "
                               "(id INTEGER PRIMARY KEY, name TEXT, total_cents INTEGER)")
            connection.executemany("INSERT INTO customer VALUES (?, ?, ?)",
                                   map(customer, range(CUSTOMERS)))
        return path.as_uri() + "?mode=ro&immutable=1"

    def connect(self) -> sqlite3.Connection:
        """A connection that one thread at a time may use."""
        return sqlite3.connect(self._address, uri=True, check_same_thread=False)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


class Waiter:
    def __init__(self):
        self.served = threading.Event()
        self.connection = None


class Pool:
    """At most `connections` in use; others wait their turn, at most `queue` and for `timeout_ms`."""

    def __init__(self, shape: Shape, connect):
        self._shape = shape
        self._connect = connect
        self._lock = threading.Lock()
        self._in_use = 0
        self._idle = []
        self._waiting = deque()

    @contextlib.contextmanager
    def connection(self):
        connection = self._take() or self._connect()
        try:
            yield connection
        finally:
            self._give_back(connection)

    def _take(self):
        """A connection, or None where one may be opened."""
        with self._lock:
            if self._in_use < self._shape.connections:
                self._in_use += 1
                return self._idle.pop() if self._idle else None
            if len(self._waiting) >= self._shape.queue:
                raise Exhausted("The connection pool was exhausted: the query was refused because "
                                f"{self._shape.queue} were waiting already.")
            waiter = Waiter()
            self._waiting.append(waiter)
        if not waiter.served.wait(self._shape.timeout_ms / 1000):
            with self._lock:
                # It may have been served after the timeout, before the lock was reacquired.
                if not waiter.served.is_set():
                    self._waiting.remove(waiter)
                    raise Exhausted("The connection pool was exhausted: the query waited "
                                    f"{self._shape.timeout_ms} ms for a connection.")
        return waiter.connection

    def _give_back(self, connection) -> None:
        with self._lock:
            if self._waiting:
                waiter = self._waiting.popleft()
                waiter.connection = connection
                waiter.served.set()
                return
            self._in_use -= 1
            if len(self._idle) < IDLE_CONNECTIONS_MAX:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Of a pool that is not in use."""
        for connection in self._idle:
            connection.close()


class Pools:
    """A pool for each run under way; those of the last few runs are kept."""

    def __init__(self):
        self._lock = threading.Lock()
        self._database = None
        self._pools = OrderedDict()  # (run, shape) -> [pool, requests that use it], by last use

    @contextlib.contextmanager
    def connection(self, run: str, shape: Shape):
        """A connection of the run's pool, for as long as the caller holds it; Exhausted if none."""
        entry = self._enter((run, shape))
        try:
            with entry[0].connection() as connection:
                yield connection
        finally:
            self._leave(entry)

    def _enter(self, key) -> list:
        with self._lock:
            if self._database is None:
                self._database = Database()
            entry = self._pools.setdefault(key, [Pool(key[1], self._database.connect), 0])
            self._pools.move_to_end(key)
            entry[1] += 1
            return entry

    def _leave(self, entry: list) -> None:
        with self._lock:
            entry[1] -= 1
            idle = [key for key, (_, users) in self._pools.items() if users == 0]
            for key in idle[:max(0, len(idle) - IDLE_POOLS_MAX)]:
                self._pools.pop(key)[0].close()

    def close(self) -> None:
        with self._lock:
            if self._database:
                self._database.close()
