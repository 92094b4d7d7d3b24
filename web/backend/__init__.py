"""What serve.py answers: the site's files, and /api/* with a real SQLite pool."""

from .server import NoPort, Server

__all__ = ["NoPort", "Server"]
