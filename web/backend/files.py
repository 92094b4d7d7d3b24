"""The site's files: which one an address means, its type, and whether it is sent compressed."""

from __future__ import annotations

import mimetypes
import os
import stat
from urllib.parse import unquote_to_bytes

from .refusal import Refusal

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".map": "application/json; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}

# What gzip makes much smaller, as static hosts send it.
COMPRESSIBLE = {".html", ".css", ".js", ".mjs", ".json", ".map", ".webmanifest", ".txt", ".wasm", ".svg"}

# Beyond this, compressing takes seconds, and on this machine nothing is gained: the compiler's Wasm.
MOST_COMPRESSED_BYTES = 16 * 1024 * 1024

NOT_FOUND = "There is no such page here."


def accepts_gzip(accepted: str) -> bool:
    """RFC 9110, 12.5.3: a coding is named, or *, and its weight is not 0."""
    for coding in accepted.lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def decoded_segments(path: str) -> list:
    """The names in a path, percent-decoded once; Refusal for one that could mean another place."""
    try:
        segments = [unquote_to_bytes(part).decode() for part in path.split("/") if part]
    except UnicodeDecodeError as error:
        raise Refusal(400, "The request's path is not valid UTF-8.") from error
    for segment in segments:
        if segment in (".", "..") or any(c in "/\\:" or c < " " or c == "\x7f" for c in segment):
            raise Refusal(404, NOT_FOUND)
    return segments


def open_regular(path: str):
    try:
        # Not blocking: opening a named pipe would wait for its writer.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:  # ValueError: the file system has no such letters
        raise Refusal(404, NOT_FOUND) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Refusal(404, NOT_FOUND)
    return os.fdopen(descriptor, "rb")


def type_of(path: str) -> str:
    suffix = os.path.splitext(path)[1].lower()
    return TYPES.get(suffix) or mimetypes.types_map.get(suffix) or "application/octet-stream"
