"""What serve.py answers: the site's files, and /api/* with a real SQLite pool."""

from .server import Server

__all__ = ["Server"]
