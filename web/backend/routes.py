"""/api/*: what each route answers.

GET /api/delay     ?ms=0..10000: answers after that time
GET /api/health    answers at once
GET /api/query     ?id=&ms=&pool=&queue=&timeout=&run=: a row of a SQLite table, by one of the run's
                   `pool` connections, which is held for `ms`
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from .refusal import Refusal
from .sqlite_pool import CUSTOMERS, Exhausted, Shape

if TYPE_CHECKING:
    from .server import Server

DELAY_MAX_MS = 10_000


def health(_query: dict, _server: Server) -> dict:
    return {"status": "ok"}


def delay(query: dict, server: Server) -> dict:
    ms = whole_number(query, "ms", 0, DELAY_MAX_MS)
    server.stopping.wait(ms / 1000)
    return {"ms": ms}


def query(query: dict, server: Server) -> dict:
    seed = whole_number(query, "id", 0, 2**32 - 1)
    ms = whole_number(query, "ms", 0, DELAY_MAX_MS)
    shape = Shape(whole_number(query, "pool", 1, 10_000), whole_number(query, "queue", 0, 100_000),
                  whole_number(query, "timeout", 1, 60_000))
    run = query.get("run", [""])
    if len(run) != 1 or len(run[0]) > 64:
        raise Refusal(400, "run must be given at most once, and have at most 64 characters.")
    try:
        with server.pools.connection(run[0], shape) as connection:
            row = connection.execute("SELECT id, name, total_cents FROM customer WHERE id = ?",
                                     (seed % CUSTOMERS,)).fetchone()
            server.stopping.wait(ms / 1000)
    except Exhausted as exhausted:
        raise Refusal(503, str(exhausted)) from exhausted
    except (OSError, sqlite3.Error) as error:
        # It is made at the first query, in the folder of temporary files.
        raise Refusal(503, f"There is no database, its file cannot be written: {error}.") from error
    return dict(zip(("id", "name", "total_cents"), row))


def whole_number(query: dict, key: str, least: int, most: int) -> int:
    values = query.get(key, [])
    # The length is bounded before int(), whose cost is not linear.
    number = values[0].lstrip("0") or "0" if len(values) == 1 and values[0] else ""
    if (number.isascii() and number.isdigit() and len(number) <= len(str(most))
            and least <= int(number) <= most):
        return int(number)
    raise Refusal(400, f"{key} must be given once, as a whole number from {least} to {most}.")


# path -> (query by key, server) -> the JSON to answer. Keys that a route does not know are
# ignored: every request of a run carries one of its own, so that browsers do not serialise them.
ROUTES = {"/api/delay": delay, "/api/health": health, "/api/query": query}
