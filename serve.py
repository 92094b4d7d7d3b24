#!/usr/bin/env python3
"""Builds Lanes where it is stale and serves it on this machine.

GET /              the site: build/site, or the folder given with --site
GET /api/delay     ?ms=0..10000: answers after that time
GET /api/health    answers at once
GET /api/query     ?id=&ms=&pool=&queue=&timeout=&run=: a row of a SQLite table, by one of the run's
                   `pool` connections, which is held for `ms`
"""

from __future__ import annotations

import argparse
import errno
import gzip
import ipaddress
import json
import mimetypes
import os
import shutil
import signal
import socket
import stat
import sys
import threading
import webbrowser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from urllib.parse import parse_qs, quote, unquote_to_bytes

REPO = Path(__file__).resolve().parent
sys.path.insert(0, str(REPO / "wasm"))

import toolchain  # noqa: E402
from sqlite_pool import CUSTOMERS, Exhausted, Pools, Shape  # noqa: E402

DELAY_MAX_MS = 10_000
IDLE_TIMEOUT_S = 60
DRAIN_MAX_BYTES = 1 << 20
DRAIN_TIMEOUT_S = 0.5
THREAD_STACK_BYTES = 512 * 1024  # one thread a connection: thousands must fit

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

# web/headers.json says which there are, for this server and for every other host of the site.
# "always": on every response, errors too. CORP says cross-origin because other sites may frame the
# embed; for the same reason nothing here limits who may frame it.
# "isolation": what makes a page cross-origin isolated, and so gives it SharedArrayBuffer.
HEADERS = json.loads((REPO / "web/headers.json").read_text(encoding="utf-8"))
# --plain: not isolated, and by intention: to a host that says nothing the service worker adds the
# headers by itself.
PLAIN_HEADERS = {"Cross-Origin-Opener-Policy": "unsafe-none", "Cross-Origin-Embedder-Policy": "unsafe-none"}


class Refusal(Exception):
    """A request that gets another status than 200, and one sentence."""

    def __init__(self, status: int, sentence: str, headers=()):
        super().__init__(sentence)
        self.status = status
        self.headers = dict(headers)


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


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # so that an answer to a malformed request has headers
    server_version = "Lanes"
    sys_version = ""
    timeout = IDLE_TIMEOUT_S
    disable_nagle_algorithm = True

    server: Server

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        try:
            self._check()
        except Refusal as refusal:
            self._refuse(refusal, closing=True)
            return False
        return True

    def send_error(self, code, message=None, explain=None) -> None:
        """The base class calls this for a request that it cannot parse."""
        self._refuse(Refusal(code, MALFORMED.get(code, MALFORMED[400])), closing=True)

    def do_GET(self) -> None:
        try:
            path, _, query = self.path.partition("#")[0].partition("?")
            segments = decoded_segments(path)
            if segments[:1] == ["api"]:
                self._answer_api("/" + "/".join(segments), query)
            else:
                self._answer_file(segments, path.endswith("/"), query)
        except Refusal as refusal:
            self._refuse(refusal)
        except ConnectionError:
            self.close_connection = True  # the reader went away

    do_HEAD = do_GET

    def _check(self) -> None:
        """Refuses what no page of ours sends, before anything looks at the path."""
        if self.command not in ("GET", "HEAD"):
            raise Refusal(405, "Only GET and HEAD are answered here.", {"Allow": "GET, HEAD"})
        if self.request_version not in ("HTTP/1.0", "HTTP/1.1"):
            self.request_version = "HTTP/1.0"  # an answer to HTTP/0.9 would have no headers
            raise Refusal(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
        if self.headers.defects:
            raise Refusal(400, MALFORMED[400])
        lengths = set(self.headers.get_all("Content-Length", []))
        if "Transfer-Encoding" in self.headers or lengths - {"0"}:
            raise Refusal(400, "A request carries no body here.")
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1:
            raise Refusal(400, "A request must carry one Host header.")
        if not self.server.is_own_name(hosts[0]):
            # Otherwise a foreign site whose name is rebound to this address could read answers.
            raise Refusal(403, "This server answers only to a local name such as 127.0.0.1.")
        if not self.path.startswith("/") or not all("!" <= c <= "~" for c in self.path):
            raise Refusal(400, "The request's path is not a valid one.")

    def _answer_api(self, path: str, query: str) -> None:
        route = ROUTES.get(path)
        if route is None:
            raise Refusal(404, f"There is no {path} here; there are {', '.join(sorted(ROUTES))}.")
        try:
            parsed = parse_qs(query, keep_blank_values=True, max_num_fields=100)
        except ValueError as error:
            raise Refusal(400, "The query has too many parameters.") from error
        answer = route(parsed, self.server)
        if self.server.stopping.is_set():
            self.close_connection = True
            return
        body = json.dumps(answer, separators=(",", ":")).encode() + b"\n"
        self._start(200, {"Content-Type": TYPES[".json"], "Content-Length": len(body),
                          "Cache-Control": "no-store"})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _answer_file(self, segments: list, is_folder: bool, query: str) -> None:
        path = self.server.file_of(segments)
        if os.path.isdir(path):
            if segments and not is_folder:
                # Rebuilt from its segments: it cannot become the address of another host.
                location = "/" + "/".join(map(quote, segments)) + "/" + ("?" + query if query else "")
                raise Refusal(301, "This folder's address ends with a slash.", {"Location": location})
            path = self.server.file_of([*segments, "index.html"])
        elif is_folder:
            raise Refusal(404, NOT_FOUND)
        with open_regular(path) as file:
            status = os.fstat(file.fileno())
            version = f"{status.st_mtime_ns:x}-{status.st_size:x}"
            headers = {"Cache-Control": "no-cache", "Content-Type": type_of(path)}
            if Path(path).suffix.lower() in COMPRESSIBLE:
                headers["Vary"] = "Accept-Encoding"
                if accepts_gzip(",".join(self.headers.get_all("Accept-Encoding", []))):
                    body = self.server.gzipped(path, version, file)
                    self._send_file({**headers, "Content-Encoding": "gzip", "ETag": f'"{version}-gz"'},
                                    len(body), lambda: self.wfile.write(body))
                    return
            self._send_file({**headers, "ETag": f'"{version}"'}, status.st_size,
                            lambda: shutil.copyfileobj(file, self.wfile))

    def _send_file(self, headers: dict, size: int, send) -> None:
        if self.headers.get("If-None-Match") == headers["ETag"]:
            self._start(304, headers)
            return
        self._start(200, {**headers, "Content-Length": size})
        if self.command != "HEAD":
            send()

    def _start(self, status: int, headers: dict) -> None:
        self.send_response(status)
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in {**self.server.headers, **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()

    def _refuse(self, refusal: Refusal, closing: bool = False) -> None:
        """Answers a refusal. Closing: what the request still brings must not be read as the next."""
        self.close_connection = self.close_connection or closing
        body = f"{refusal}\n".encode()
        self._start(refusal.status, {"Content-Type": TYPES[".txt"], "Content-Length": len(body),
                                     "Cache-Control": "no-store", **refusal.headers})
        if self.command != "HEAD":
            self.wfile.write(body)
        if closing:
            self._drain()

    def _drain(self) -> None:
        """Reads on a little: closing with unread bytes would reset the connection, answer lost."""
        self.wfile.flush()
        self.connection.settimeout(DRAIN_TIMEOUT_S)
        try:
            self.connection.shutdown(socket.SHUT_WR)
            left = DRAIN_MAX_BYTES
            while left > 0 and (data := self.connection.recv(65536)):
                left -= len(data)
        except OSError:
            pass

    def handle_expect_100(self) -> bool:
        return True  # says nothing: a request with a body is refused at once

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            pass  # the reader went away

    def log_message(self, *_arguments) -> None:
        pass


NOT_FOUND = "There is no such page here."
MALFORMED = {
    400: "The request is malformed.",
    414: "The request's address is too long.",
    431: "The request's headers are too large.",
    505: "Only HTTP/1.0 and HTTP/1.1 are spoken here.",
}


class Server(ThreadingHTTPServer):
    """Claims its port when made; accepts connections from activate() on."""

    daemon_threads = True
    request_queue_size = 4096

    def __init__(self, host: str, port: int, site: Path, plain: bool = False):
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
        self.address_family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
        self.site = site
        self.stopping = threading.Event()
        self.pools = Pools()
        self._gzipped = {}
        self.headers = {**HEADERS["always"], **(PLAIN_HEADERS if plain else HEADERS["isolation"])}
        self.name = f"[{host}]" if address.version == 6 else host
        self._names = {"127.0.0.1", "localhost", "[::1]", self.name.lower()}
        super().__init__((str(address), port), Handler, bind_and_activate=False)
        try:
            self.server_bind()
        except BaseException:
            self.server_close()
            raise

    @property
    def url(self) -> str:
        return f"http://{self.name}:{self.server_address[1]}/"

    def server_bind(self) -> None:
        # Not HTTPServer's, which asks a name server for this address's name.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.name, self.server_address[1]

    def is_own_name(self, host: str) -> bool:
        name, colon, port = host.lower().rpartition(":")
        if not colon or host.endswith("]"):
            name, port = host.lower(), "0"
        return name in self._names and port.isascii() and port.isdigit()

    def file_of(self, segments: list) -> str:
        """The real path of a file or folder of the site; a link may not lead out of it."""
        site = os.path.realpath(self.site)
        path = os.path.realpath(os.path.join(site, *segments))
        if path != site and not path.startswith(site.rstrip(os.sep) + os.sep):
            raise Refusal(404, NOT_FOUND)
        return path

    def gzipped(self, path: str, version: str, file) -> bytes:
        """The file's content, compressed once for each version of it."""
        known, body = self._gzipped.get(path, ("", b""))
        if known != version:
            body = gzip.compress(file.read(), mtime=0)
            self._gzipped[path] = (version, body)
        return body

    def handle_error(self, _request, _client_address) -> None:
        error = sys.exc_info()[1]
        print(f"A request failed: {type(error).__name__}: {error}", file=sys.stderr, flush=True)


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
    except OSError as error:
        raise Refusal(404, NOT_FOUND) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Refusal(404, NOT_FOUND)
    return os.fdopen(descriptor, "rb")


def type_of(path: str) -> str:
    suffix = os.path.splitext(path)[1].lower()
    return TYPES.get(suffix) or mimetypes.types_map.get(suffix) or "application/octet-stream"


def build() -> None:
    """Makes build/site up to date; toolchain.Failure if it cannot be."""
    progress = toolchain.Progress(3)
    with toolchain.locked():
        with progress.stage("Emscripten toolchain"):
            tools = toolchain.Toolchain.find_or_make(progress)
        with progress.stage("npm packages"):
            tools.npm_ci("web")
        with progress.stage("Wasm modules and web site"):
            tools.build("site")


def serve(server: Server, open_browser: bool) -> None:
    server.server_activate()
    print(f"Lanes is at {server.url}", flush=True)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()
    try:
        server.serve_forever()
    finally:
        server.stopping.set()
        server.server_close()
        server.pools.close()


def raise_file_limit() -> None:
    """Allows as many open connections as the system lets us have."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else hard
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    except (ValueError, OSError):
        pass


def parse_arguments(arguments) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build Lanes where it is stale and serve it.")
    parser.add_argument("--port", type=int, default=8080, help="0 picks a free one (default 8080)")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default 127.0.0.1)")
    parser.add_argument("--no-build", action="store_true", help="serve what is there")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    parser.add_argument("--site", type=Path, default=REPO / "build" / "site", metavar="DIR",
                        help="the folder to serve (default build/site); another is never built")
    parser.add_argument("--plain", action="store_true",
                        help="with headers that keep the page from being isolated")
    return parser.parse_args(arguments)


def problem(options: argparse.Namespace) -> str:
    """What is wrong with the options, as one line, or nothing."""
    try:
        local = options.host == "localhost" or ipaddress.ip_address(options.host).is_loopback
    except ValueError:
        local = False
    if not local:
        return ("Lanes is served on this machine only: "
                f"--host {options.host} is no loopback address such as 127.0.0.1.")
    if not 0 <= options.port <= 65535:
        return f"A port is a number from 0 to 65535, and --port {options.port} is not."
    return ""


def main(arguments=None) -> int:
    options = parse_arguments(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if sentence := problem(options):
            return fail(sentence)
        threading.stack_size(THREAD_STACK_BYTES)
        raise_file_limit()
        try:
            server = Server(options.host, options.port, options.site, options.plain)
            if not options.no_build and options.site.resolve() == toolchain.SITE:
                build()
            if not (options.site / "index.html").is_file():
                hint = ": run serve.py without --no-build" if options.no_build else ""
                return fail(f"There is no page in {options.site}{hint}.")
            serve(server, options.open)
        except toolchain.Failure as failure:
            failure.report()
            return 1
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return fail(f"Port {options.port} is in use: stop what uses it, "
                            "or give another with --port.")
            return fail(f"Lanes cannot be served at {options.host}, port {options.port}: "
                        f"{error.strerror}.")
    except KeyboardInterrupt:
        return 0 if "server" in locals() and server.stopping.is_set() else 130
    return 0


def fail(sentence: str) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
