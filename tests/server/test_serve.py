"""serve.py, started as a user starts it and spoken to over a socket."""

import contextlib
import gzip
import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
SECRET = "outside the site"
# Of tests/cpp/downstream_test.cpp, which expects the same of the model.
ROWS = {
    0: '{"id":0,"name":"Tony Shannon","total_cents":170205}',
    1: '{"id":1,"name":"Alan Ritchie","total_cents":176770}',
    9999: '{"id":9999,"name":"Donald Turing","total_cents":662378}',
    10000: '{"id":0,"name":"Tony Shannon","total_cents":170205}',
    4294967295: '{"id":7295,"name":"Grace Liskov","total_cents":596907}',
}
# Generous, so that slow machines pass: a time limit only catches what never happens.
PATIENCE_S = 240
ISOLATION = ("Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy", "Document-Isolation-Policy")


def start(*arguments):
    return subprocess.Popen([sys.executable, str(REPO / "serve.py"), *arguments], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@contextlib.contextmanager
def serving(site, *arguments):
    """A running server's port; afterwards it must have printed no error."""
    process = start("--no-build", "--port", "0", "--site", str(site), *arguments)
    try:
        line = process.stdout.readline()
        address = re.fullmatch(r"Lanes is at http://(.+):(\d+)/\n", line)
        if not address:
            raise AssertionError(f"no address: {line!r} {process.communicate()[1]}")
        yield int(address[2]), process
    finally:
        process.terminate()
        errors = process.communicate(timeout=PATIENCE_S)[1]
    if errors:
        raise AssertionError(f"the server wrote: {errors}")


MISSING_POLICY = "default-src 'none'; script-src 'sha256-x'"


def make_site(folder):
    site = Path(folder, "site")
    (site / "stories/hash").mkdir(parents=True)
    (site / "empty").mkdir()
    for name in ("index.html", "stories/hash/index.html", "core.mjs", "core.wasm", "page.js",
                 "page.css", "data.json", "page.js.map", "picture.svg", "notes.txt", "%2e%2e"):
        (site / name).write_text(f"this is {name}")
    (site / "404.html").write_text(
        f'<meta http-equiv="Content-Security-Policy" content="{MISSING_POLICY}" />')
    Path(folder, "secret.txt").write_text(SECRET)
    Path(folder, "site-of-another").mkdir()
    Path(folder, "site-of-another/secret.txt").write_text(SECRET)
    (site / "link.txt").symlink_to("../secret.txt")
    (site / "link").symlink_to("..")
    (site / "inner.txt").symlink_to("notes.txt")
    os.mkfifo(site / "pipe")
    return site


class ServerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.site = make_site(cls.folder.name)
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.port, cls.process = stack.enter_context(serving(cls.site))

    def request(self, target, method="GET", headers=None, port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE_S)
        self.addCleanup(connection.close)
        connection.putrequest(method, target, skip_host=True)
        for name, value in {"Host": "127.0.0.1", **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return response, response.read()

    def raw(self, data):
        """All that the server sends in reply to these bytes, until it closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as connection:
            connection.sendall(data)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def assert_sentence(self, body):
        self.assertRegex(body.decode(), r"\A[A-Za-z][^\n]+\.\n\Z")


class Api(ServerTest):
    def test_delay_answers_after_its_time_with_a_body_that_depends_on_ms_only(self):
        began = time.monotonic()
        first = self.request("/api/delay?ms=300&n=1")[1]
        self.assertGreaterEqual(time.monotonic() - began, 0.3)
        self.assertEqual(first, b'{"ms":300}\n')
        self.assertEqual(first, self.request("/api/delay?n=%F0%9F%98%80&ms=300&ms2=4")[1])

    def test_delay_refuses_every_other_value_with_400_and_a_sentence(self):
        for query in ("", "?", "?ms", "?ms=", "?ms=-1", "?ms=10001", "?ms=1e3", "?ms=1.5", "?ms=+5",
                      "?ms=0x10", "?ms=%D9%A1", "?ms=1&ms=2", "?ms=" + "9" * 5000, "?ms=%00",
                      "?" + "a&" * 200 + "ms=1"):
            response, body = self.request("/api/delay" + query)
            self.assertEqual(response.status, 400, query)
            self.assert_sentence(body)

    def test_500_delays_of_a_second_wait_together(self):
        connections = [socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
                       for _ in range(500)]
        began = time.monotonic()
        for n, connection in enumerate(connections):
            connection.sendall(f"GET /api/delay?ms=1000&n={n} HTTP/1.1\r\nHost: localhost\r\n"
                               "Connection: close\r\n\r\n".encode())
        for connection in connections:
            with connection:
                answer = b"".join(iter(lambda: connection.recv(65536), b""))
                self.assertTrue(answer.endswith(b'{"ms":1000}\n'), answer)
        # Ten at a time would take 50 s. The benchmark `serve` measures how long they actually take.
        self.assertLess(time.monotonic() - began, 50)

    def test_health_is_ok_and_nothing_of_the_api_is_stored(self):
        response, body = self.request("/api/health")
        self.assertEqual((response.status, body), (200, b'{"status":"ok"}\n'))
        for target in ("/api/health", "/api/delay?ms=0", "/api/nothing"):
            self.assertEqual(self.request(target)[0].headers["Cache-Control"], "no-store")

    def test_an_unknown_route_is_404_even_if_the_site_has_such_a_file(self):
        self.assertEqual(self.request("/api/nothing")[0].status, 404)
        self.assertEqual(self.request("/api")[0].status, 404)

    def test_one_connection_carries_many_requests(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        self.addCleanup(connection.close)
        for target, status in (("/api/delay?ms=0", 200), ("/", 200), ("/nothing", 404),
                               ("/api/delay?ms=x", 400), ("/stories", 301), ("/api/health", 200)):
            connection.request("GET", target)
            kept = connection.sock
            response = connection.getresponse()
            response.read()
            self.assertEqual(response.status, status)
            self.assertIs(connection.sock, kept, target)


class Query(ServerTest):
    def target(self, **change):
        values = {"id": 1, "ms": 0, "pool": 2, "queue": 10, "timeout": 1000, "run": self._testMethodName[:40]}
        return "/api/query?" + "&".join(f"{key}={value}" for key, value in {**values, **change}.items())

    def together(self, count, **change):
        """(status, body, seconds) of `count` queries sent at once."""
        def ask(n):
            began = time.monotonic()
            response, body = self.request(self.target(id=n, **change))
            answers.append((response.status, body.decode(), time.monotonic() - began))

        answers = []
        threads = [threading.Thread(target=ask, args=(n,)) for n in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def test_rows_are_those_of_the_model(self):
        for seed, row in ROWS.items():
            self.assertEqual(self.request(self.target(id=seed))[1].decode(), row + "\n")

    def test_what_is_asked_wrongly_is_400_with_a_sentence(self):
        for change in ({"id": -1}, {"id": 2**32}, {"id": ""}, {"id": "1;DROP"}, {"ms": 10001},
                       {"pool": 0}, {"pool": 10001}, {"queue": 100001}, {"timeout": 0}, {"timeout": 60001},
                       {"pool": "1&pool=2"}, {"run": "x" * 65}, {"run": "a&run=b"}):
            response, body = self.request(self.target(**change))
            self.assertEqual(response.status, 400, change)
            self.assert_sentence(body)

    def test_no_more_connections_than_the_pool_has_serve_at_once(self):
        began = time.monotonic()
        answers = self.together(9, ms=200, pool=3, timeout=60_000)
        self.assertEqual([status for status, _, _ in answers], [200] * 9)
        # Three rounds of three; a fourth connection would have saved one of them.
        self.assertGreaterEqual(time.monotonic() - began, 0.6)

    def test_queries_that_wait_too_long_or_find_the_queue_full_are_503_and_say_why(self):
        # All must arrive while the first are being served and before any waits too long.
        answers = self.together(8, ms=3000, pool=2, queue=3, timeout=1500)
        sentences = [body for status, body, _ in answers if status == 503]
        waited = "The connection pool was exhausted: the query waited 1500 ms for a connection.\n"
        refused = ("The connection pool was exhausted: the query was refused because "
                   "3 were waiting already.\n")
        self.assertEqual((sentences.count(waited), sentences.count(refused)), (3, 3))
        self.assertEqual(sum(status == 200 for status, _, _ in answers), 2)

    def test_the_pools_of_two_runs_are_two(self):
        began = time.monotonic()
        threads = [threading.Thread(target=self.request, args=(self.target(run=n, ms=2000, pool=1),))
                   for n in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # One after another they would take a minute.
        self.assertLess(time.monotonic() - began, 60)
        # More pools than the cache keeps: old runs' pools are evicted, but their runs still work.
        self.assertEqual(self.request(self.target(run=0, pool=1))[0].status, 200)

    def test_a_client_that_goes_away_leaves_its_connection_to_others(self):
        for _ in range(3):
            connection = socket.create_connection(("127.0.0.1", self.port))
            connection.sendall(f"GET {self.target(ms=100, pool=1)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()
        self.assertEqual(self.request(self.target(ms=0, pool=1))[0].status, 200)


class Site(ServerTest):
    def test_types(self):
        for name, wanted in {
            "": "text/html; charset=utf-8", "core.mjs": "text/javascript; charset=utf-8",
            "page.js": "text/javascript; charset=utf-8", "core.wasm": "application/wasm",
            "page.css": "text/css; charset=utf-8", "data.json": "application/json; charset=utf-8",
            "page.js.map": "application/json; charset=utf-8", "picture.svg": "image/svg+xml",
        }.items():
            response, _ = self.request("/" + name)
            self.assertEqual((response.status, response.headers["Content-Type"]), (200, wanted))
            self.assertEqual(response.headers["Cache-Control"], "no-cache")

    def test_a_folder_is_its_index_and_is_never_listed(self):
        self.assertEqual(self.request("/")[1], b"this is index.html")
        self.assertEqual(self.request("/stories/hash/")[1], b"this is stories/hash/index.html")
        response, _ = self.request("/stories/hash?a=1")
        self.assertEqual((response.status, response.headers["Location"]), (301, "/stories/hash/?a=1"))
        for target in ("/empty/", "/stories/"):
            self.assertEqual(self.request(target)[0].status, 404)

    def test_a_redirect_never_leads_to_another_host(self):
        for target in ("//stories", "///stories", "/%2fstories", "/stories%0d%0aX: y"):
            self.assertNotIn("//", self.request(target.replace(" ", "%20"))[0].headers.get("Location", ""))

    def test_a_browser_gets_the_page_for_what_is_not_there_with_the_policy_of_its_own(self):
        accept = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        for target in ("/nothing", "/%23work=hash", "/empty/", "/stories/nothing/", "/link/secret.txt"):
            for method in ("GET", "HEAD"):
                response, body = self.request(target, method=method, headers=accept)
                self.assertEqual(response.status, 404, target)
                self.assertIn("text/html", response.headers["Content-Type"])
                self.assertEqual(response.headers["Content-Security-Policy"], MISSING_POLICY)
                self.assertEqual(response.headers["Cross-Origin-Resource-Policy"], "cross-origin")
                self.assertEqual(body.startswith(b"<meta"), method == "GET", target)
        for target in ("/nothing", "/api/nothing"):
            body = self.request(target)[1]
            self.assertNotIn(b"<", body, "nobody asked for a page")

    def test_the_page_for_what_is_not_there_asked_for_by_name_has_the_policy_of_its_own(self):
        for encoding in ("identity", "gzip"):
            response, _ = self.request("/404.html", headers={"Accept-Encoding": encoding})
            self.assertEqual(response.status, 200)
            self.assertEqual(response.headers["Content-Security-Policy"], MISSING_POLICY)

    def test_what_is_not_there_is_404_with_a_sentence(self):
        for target in ("/nothing", "/index.html/", "/index.html/x", "/pipe", "/" + "x" * 5000):
            response, body = self.request(target)
            self.assertEqual(response.status, 404, target)
            self.assert_sentence(body)

    def test_no_path_leaves_the_site(self):
        for target in (
            "/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt",
            "/%252e%252e/secret.txt", "/%252e%252e%252fsecret.txt", "/stories/../../secret.txt",
            "/..\\secret.txt", "/..%5csecret.txt", "/%c0%ae%c0%ae/secret.txt", "/%uff0e%uff0e/secret.txt",
            "//etc/passwd", "/%2fetc%2fpasswd", "/link.txt", "/link/secret.txt", "/link/site/link.txt",
            "/../site-of-another/secret.txt", "/link/site-of-another/secret.txt", "/secret.txt%00.html",
            "/%00", "/index.html%00", "/./index.html", "/C:/secret.txt", "/..;/secret.txt", "/%",
            "/%ff", "/~root/", "/file:///etc/passwd", "/.%2e/secret.txt",
        ):
            response, body = self.request(target)
            self.assertIn(response.status, (400, 404), target)
            self.assertNotIn(SECRET.encode(), body)
            self.assertNotIn(b"root:", body)

    def test_a_link_inside_the_site_is_followed_and_names_are_decoded_once(self):
        self.assertEqual(self.request("/inner.txt")[1], b"this is notes.txt")
        self.assertEqual(self.request("/%252e%252e")[1], b"this is %2e%2e")

    def test_an_unchanged_file_is_not_sent_again(self):
        tag = self.request("/core.wasm")[0].headers["ETag"]
        response, body = self.request("/core.wasm", headers={"If-None-Match": tag})
        self.assertEqual((response.status, body), (304, b""))
        Path(self.site, "core.wasm").write_text("changed")
        self.assertEqual(self.request("/core.wasm", headers={"If-None-Match": tag})[1], b"changed")

    def test_a_compressed_file_is_the_same_file_under_a_tag_of_its_own(self):
        plain, body = self.request("/core.wasm")
        zipped, packed = self.request("/core.wasm", headers={"Accept-Encoding": "br, gzip;q=0.5"})
        self.assertEqual(zipped.headers["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed), body)
        self.assertNotEqual(zipped.headers["ETag"], plain.headers["ETag"])
        for response in (plain, zipped):
            self.assertEqual(response.headers["Vary"], "Accept-Encoding")
        again, _ = self.request("/core.wasm", headers={"Accept-Encoding": "gzip",
                                                       "If-None-Match": zipped.headers["ETag"]})
        self.assertEqual(again.status, 304)
        Path(self.site, "core.wasm").write_text("changed")
        packed = self.request("/core.wasm", headers={"Accept-Encoding": "gzip"})[1]
        self.assertEqual(gzip.decompress(packed), b"changed")

    def test_what_cannot_be_read_compressed_is_sent_as_it_is(self):
        for accepted in ("", "identity", "br", "gzip;q=0", "gzip; q=0.0"):
            response, _ = self.request("/core.wasm", headers={"Accept-Encoding": accepted})
            self.assertIsNone(response.headers["Content-Encoding"])

    def test_head_has_the_headers_of_get_and_no_body(self):
        for target in ("/", "/api/delay?ms=0", "/nothing"):
            got, _ = self.request(target)
            head, body = self.request(target, method="HEAD")
            self.assertEqual((head.status, body), (got.status, b""))
            self.assertEqual(head.headers["Content-Length"], got.headers["Content-Length"])


class Headers(ServerTest):
    def test_every_response_isolates_and_may_be_framed(self):
        for target in ("/", "/core.wasm", "/nothing", "/stories", "/api/health", "/api/delay?ms=x"):
            headers = self.request(target)[0].headers
            self.assert_isolating(headers, target)
        for data in (b"nonsense\r\n\r\n", b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET /\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"GET / HTTP/0.9\r\n\r\n"):
            answer = self.raw(data)
            headers = io.BytesIO(answer.partition(b"\r\n")[2])
            self.assert_isolating(http.client.parse_headers(headers), data)

    def assert_isolating(self, headers, of):
        self.assertEqual(headers["Cross-Origin-Opener-Policy"], "same-origin", of)
        self.assertEqual(headers["Cross-Origin-Embedder-Policy"], "require-corp", of)
        self.assertEqual(headers["Cross-Origin-Resource-Policy"], "cross-origin", of)
        self.assertEqual(headers["Document-Isolation-Policy"], "isolate-and-require-corp", of)
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff", of)
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"], of)
        self.assertNotIn("unsafe-eval'", headers["Content-Security-Policy"].replace("'wasm-unsafe-eval'", ""))
        self.assertNotIn("frame-ancestors", headers["Content-Security-Policy"], of)
        self.assertNotIn("X-Frame-Options", headers, of)

    def test_the_sandbox_has_its_own_policy_and_no_origin(self):
        page = Path(self.site, "sandbox.html")
        page.write_text('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; worker-src data:" />')
        self.addCleanup(page.unlink)
        for method in ("GET", "HEAD"):
            headers = self.request("/sandbox.html", method=method)[0].headers
            self.assertEqual(headers.get_all("Content-Security-Policy"),
                             ["default-src 'none'; worker-src data:; sandbox allow-scripts"])
            self.assert_isolating(headers, method)
        page.write_text("<p>Without a policy of its own.</p>")
        headers = self.request("/sandbox.html")[0].headers
        self.assertEqual(headers["Content-Security-Policy"], "default-src 'none'; sandbox allow-scripts")

    def test_plain_says_that_nothing_is_isolated_and_differs_in_nothing_else(self):
        with serving(self.site, "--plain") as (port, _):
            isolated, plain = self.request("/")[0].headers, self.request("/", port=port)[0].headers
        differing = {name for name in isolated if plain[name] != isolated[name]} - {"Date"}
        self.assertEqual(differing, set(ISOLATION))
        self.assertEqual(plain["Cross-Origin-Opener-Policy"], "unsafe-none")
        self.assertEqual(plain["Cross-Origin-Embedder-Policy"], "unsafe-none")


class Hostile(ServerTest):
    def test_a_host_that_is_not_local_is_refused(self):
        for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "evil@127.0.0.1",
                     "", "0.0.0.0", "127.0.0.1:x", "[::1", "::1", "127.0.0.1, evil.example"):
            response, body = self.request("/", headers={"Host": host})
            self.assertEqual(response.status, 403, host)
            self.assert_sentence(body)
        for host in ("127.0.0.1", "localhost", "LOCALHOST:8080", "[::1]", "[::1]:80", "127.0.0.1:1"):
            self.assertEqual(self.request("/", headers={"Host": host})[0].status, 200, host)

    def test_only_get_and_head(self):
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "X"):
            response, body = self.request("/api/delay?ms=0", method=method)
            self.assertEqual((response.status, response.headers["Allow"]), (405, "GET, HEAD"), method)
            self.assert_sentence(body)

    def test_what_is_no_proper_request_gets_a_clean_4xx_or_505_and_the_connection_closes(self):
        local = b"\r\nHost: localhost\r\n"
        for name, data in {
            "nonsense": b"nonsense\r\n\r\n",
            "binary": bytes(range(128, 256)) + b"\r\n\r\n",
            "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
            "no host": b"GET / HTTP/1.1\r\n\r\n",
            "two hosts": b"GET / HTTP/1.1" + local + b"Host: localhost\r\n\r\n",
            "HTTP/0.9": b"GET /\r\n\r\n",
            "said HTTP/0.9": b"GET / HTTP/0.9\r\n\r\n",
            "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "version": b"GET / HTTP/x" + local + b"\r\n",
            "absolute": b"GET http://evil.example/ HTTP/1.1" + local + b"\r\n",
            "asterisk": b"GET * HTTP/1.1" + local + b"\r\n",
            "not ASCII": b"GET /\xff HTTP/1.1" + local + b"\r\n",
            "body": b"GET / HTTP/1.1" + local + b"Content-Length: 5\r\n\r\nhello",
            "body, huge": b"GET / HTTP/1.1" + local + b"Content-Length: 300000\r\n\r\n" + b"x" * 300000,
            "two lengths": b"GET / HTTP/1.1" + local + b"Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello",
            "bad length": b"GET / HTTP/1.1" + local + b"Content-Length: -1\r\n\r\n",
            "chunked": b"GET / HTTP/1.1" + local + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "expect": b"GET / HTTP/1.1" + local + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
            "post with body": b"POST / HTTP/1.1" + local + b"Content-Length: 5\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            "no colon": b"GET / HTTP/1.1" + local + b"no colon\r\n\r\n",
            "long address": b"GET /" + b"x" * 100_000 + b" HTTP/1.1" + local + b"\r\n",
            "long header": b"GET / HTTP/1.1" + local + b"X: " + b"x" * 100_000 + b"\r\n\r\n",
            "many headers": b"GET / HTTP/1.1" + local + b"X: y\r\n" * 500 + b"\r\n",
        }.items():
            with self.subTest(name):
                answer = self.raw(data)
                status, _, rest = answer.partition(b"\r\n")
                self.assertRegex(status, rb"\AHTTP/1.1 (4\d\d|505) ")
                self.assert_sentence(rest.partition(b"\r\n\r\n")[2])
                self.assertEqual(len(re.findall(rb"HTTP/1\.1 \d", answer)), 1)

    def test_a_reader_that_goes_away_disturbs_nobody(self):
        for _ in range(20):
            connection = socket.create_connection(("127.0.0.1", self.port))
            connection.sendall(b"GET /api/delay?ms=50 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()
        # Answered after those whose responses are never read.
        self.assertEqual(self.request("/api/delay?ms=100")[0].status, 200)
        self.assertEqual(self.request("/api/health")[0].status, 200)


class Command(ServerTest):
    def setUp(self):
        super().setUp()
        # A shell starts what runs in its background with SIGINT ignored, and children inherit that.
        inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.addCleanup(signal.signal, signal.SIGINT, inherited)

    def test_a_signal_stops_it_at_once_though_requests_wait(self):
        for ending in (signal.SIGINT, signal.SIGTERM):
            with serving(self.site) as (port, process):
                waiting = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
                for connection in waiting:
                    connection.sendall(b"GET /api/delay?ms=10000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                # Accepted after all of them.
                self.assertEqual(self.request("/api/health", port=port)[0].status, 200)
                process.send_signal(ending)
                self.assertEqual(process.wait(timeout=PATIENCE_S), 0)
                # None was answered before the server stopped.
                for connection in waiting:
                    with connection, contextlib.suppress(ConnectionError):
                        self.assertEqual(connection.recv(100), b"")

    def test_what_cannot_be_served_is_one_line_and_a_failing_exit_code(self):
        for arguments in (
            ("--port", str(self.port)), ("--host", "0.0.0.0"), ("--host", "::"), ("--host", "192.168.0.1"),
            ("--host", "evil.example"), ("--host", ""), ("--port", "65536"), ("--port", "-1"),
            ("--site", str(self.site / "empty")), ("--site", str(self.site / "nothing")),
        ):
            # If it started anyway it would wait forever: the time limit fails the test.
            options = ("--no-build", "--site", str(self.site), *arguments)
            if "--port" not in arguments:
                options += ("--port", "0")
            process = start(*options)
            try:
                out, errors = process.communicate(timeout=PATIENCE_S)
            finally:
                process.kill()
            self.assertNotEqual(process.returncode, 0, arguments)
            self.assertEqual(out, "", arguments)
            self.assert_sentence(errors.encode())

    def test_any_loopback_address_will_do(self):
        hosts = {"localhost": "127.0.0.1", "127.0.0.1": "127.0.0.1"}
        if sys.platform.startswith("linux"):
            hosts["127.0.0.2"] = "127.0.0.2"
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
            hosts["::1"] = "::1"
        for host, address in hosts.items():
            with serving(self.site, "--host", host) as (port, _):
                connection = http.client.HTTPConnection(address, port, timeout=PATIENCE_S)
                connection.request("GET", "/api/health")
                self.assertEqual(json.loads(connection.getresponse().read()), {"status": "ok"})
                connection.close()

    def test_it_serves_many_connections_at_once(self):
        def hammer():
            for _ in range(20):
                statuses.append(self.request("/core.mjs")[0].status)

        statuses = []
        threads = [threading.Thread(target=hammer) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(statuses, [200] * 160)


if __name__ == "__main__":
    unittest.main()
