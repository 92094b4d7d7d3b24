"""The HTTP server: checks requests, answers them from files.py and routes.py, refuses the rest."""

from __future__ import annotations

import gzip
import ipaddress
import json
import os
import re
import shutil
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from urllib.parse import parse_qs, quote

from .files import (
    COMPRESSIBLE, MOST_COMPRESSED_BYTES, NOT_FOUND, TYPES, accepts_gzip, decoded_segments, open_regular, type_of,
)
from .port import sentence_for
from .refusal import Refusal
from .routes import ROUTES
from .sqlite_pool import Pools

IDLE_TIMEOUT_S = 60
DRAIN_MAX_BYTES = 1 << 20
DRAIN_TIMEOUT_S = 0.5

# web/headers.json says which there are, for this server and for every other host of the site.
# "always": on every response, errors too. CORP says cross-origin because other sites may frame the
# embed; for the same reason nothing here limits who may frame it.
# "isolation": what makes a page cross-origin isolated, and so gives it SharedArrayBuffer.
HEADERS = json.loads((Path(__file__).resolve().parents[1] / "headers.json").read_text(encoding="utf-8"))
# --plain: explicitly not isolated. If these headers were absent, the service worker would add
# isolating ones.
PLAIN_HEADERS = {"Cross-Origin-Opener-Policy": "unsafe-none", "Cross-Origin-Embedder-Policy": "unsafe-none"}

OWN_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"\r\n]+)"')

# What is shown for an address that is none (web/plugins/not-found.ts).
MISSING = "404.html"
# What somebody else's code runs in (web/plugins/sandbox.ts). Opened by itself, too, it has no origin.
SANDBOX = "sandbox.html"
NOTHING = "default-src 'none'"


def own_policy(page: bytes) -> str | None:
    """The policy that the page itself names."""
    policy = OWN_POLICY.search(page)
    return policy[1].decode() if policy else None


def of_missing(page: bytes) -> dict:
    """The headers of 404.html: its own policy names its script and its style."""
    policy = own_policy(page)
    return {"Content-Security-Policy": policy} if policy else {}


def sandboxed(page: bytes) -> dict:
    return {"Content-Security-Policy": f"{own_policy(page) or NOTHING}; sandbox allow-scripts"}


MALFORMED = {
    400: "The request is malformed.",
    414: "The request's address is too long.",
    431: "The request's headers are too large.",
    505: "Only HTTP/1.0 and HTTP/1.1 are spoken here.",
}


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
            if refusal.status == 404 and self._accepts_html():
                self._answer_missing(refusal)
            else:
                self._refuse(refusal)
        except ConnectionError:
            self.close_connection = True  # the client closed the connection

    do_HEAD = do_GET

    def _check(self) -> None:
        """Refuses what no page of ours sends, before anything looks at the path."""
        # HTTP/0.9 names no version. Python 3.14 gives such a request a dict for its headers.
        if (self.request_version not in ("HTTP/1.0", "HTTP/1.1")
                or len(self.requestline.split()) < 3):
            raise Refusal(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
        if self.command not in ("GET", "HEAD"):
            raise Refusal(405, "Only GET and HEAD are answered here.", {"Allow": "GET, HEAD"})
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
            if Path(path).name == SANDBOX:
                headers.update(sandboxed(file.read()))
                file.seek(0)
            elif segments == [MISSING]:
                headers.update(of_missing(file.read()))
                file.seek(0)
            if Path(path).suffix.lower() in COMPRESSIBLE and status.st_size <= MOST_COMPRESSED_BYTES:
                headers["Vary"] = "Accept-Encoding"
                if accepts_gzip(",".join(self.headers.get_all("Accept-Encoding", []))):
                    body = self.server.gzipped(path, version, file)
                    self._send_file({**headers, "Content-Encoding": "gzip", "ETag": f'"{version}-gz"'},
                                    len(body), lambda: self.wfile.write(body))
                    return
            self._send_file({**headers, "ETag": f'"{version}"'}, status.st_size,
                            lambda: shutil.copyfileobj(file, self.wfile))

    def _accepts_html(self) -> bool:
        return "text/html" in ",".join(self.headers.get_all("Accept", [])).lower()

    def _answer_missing(self, refusal: Refusal) -> None:
        """A browser gets the site's 404.html."""
        try:
            with open_regular(self.server.file_of([MISSING])) as file:
                body = file.read()
        except Refusal:
            self._refuse(refusal)
            return
        self._start(404, {"Content-Type": TYPES[".html"], "Content-Length": len(body),
                          "Cache-Control": "no-store", **of_missing(body)})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_file(self, headers: dict, size: int, send) -> None:
        if self.headers.get("If-None-Match") == headers["ETag"]:
            self._start(304, headers)
            return
        self._start(200, {**headers, "Content-Length": size})
        if self.command != "HEAD":
            send()

    def _start(self, status: int, headers: dict) -> None:
        if self.request_version == "HTTP/0.9":
            self.request_version = "HTTP/1.0"  # otherwise the answer would have no headers
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
        """Drains some input: closing with unread bytes would reset the connection and lose the
        answer."""
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
        return True  # sends no 100 Continue: a request with a body is refused at once

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            pass  # the client closed the connection

    def log_message(self, *_arguments) -> None:
        pass


def address_of(host: str):
    return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)


class NoPort(Exception):
    """The port cannot be had; the sentence says why, and what to give instead."""


class Server(ThreadingHTTPServer):
    """Binds its port in the constructor, or raises NoPort; accepts connections from server_activate() on."""

    daemon_threads = True
    request_queue_size = 4096

    def __init__(self, host: str, port: int, site: Path, plain: bool = False):
        address = address_of(host)
        self.address_family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
        self.site = site
        self.stopping = threading.Event()
        self.pools = Pools()
        self._gzipped = {}
        self.headers = {**HEADERS["always"], **(PLAIN_HEADERS if plain else HEADERS["isolation"])}
        self.name = f"[{host}]" if address.version == 6 else host
        self._names = {"127.0.0.1", "localhost", "[::1]", self.name.lower()}
        try:
            super().__init__((str(address), port), Handler, bind_and_activate=False)
            self.server_bind()
        except OSError as error:
            # Where there is no IPv6 there is no socket to close.
            if hasattr(self, "socket"):
                self.server_close()
            raise NoPort(sentence_for(error, host, str(address), port)) from error

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
        try:
            path = os.path.realpath(os.path.join(site, *segments))
        except ValueError as error:  # the file system has no such letters
            raise Refusal(404, NOT_FOUND) from error
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
