"""serve.py on other people's machines: whatever is wrong there is one clear line and an exit code."""

import ast
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import unittest
from pathlib import Path

from checkout import (
    PATIENCE_S, REPO, SENTENCE, Checkout, in_namespace, last_line, why_no_namespaces,
)

NOBODY = 65534
AS_NOBODY = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
NO_NAMESPACES = why_no_namespaces()
READ_ONLY = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"'


class MachineTest(unittest.TestCase):
    name = "lanes"

    def setUp(self):
        self.checkout = Checkout(self.name)
        self.addCleanup(self.checkout.close)

    def assert_refused(self, ended, *words):
        """It failed, and its last line is one sentence, with these words in it."""
        code, out, errors = ended
        self.assertEqual(code, 1, (out, errors))
        self.assertRegex(last_line(errors) + "\n", rf"\A{SENTENCE}\Z")
        self.assertNotIn("Traceback", errors)
        for word in words:
            self.assertIn(word, last_line(errors))

    def assert_serves(self, *arguments, get="/api/health", status=200, **options):
        """What it answers; afterwards it has been ended, and has written no error."""
        process = self.checkout.start(*arguments, **options)
        try:
            address = re.fullmatch(r"Lanes is at http://(.+):(\d+)/\n", process.stdout.readline())
            self.assertTrue(address, process.stderr.read() if process.poll() else "no address")
            connection = http.client.HTTPConnection(address[1].strip("[]"), int(address[2]), timeout=PATIENCE_S)
            connection.request("GET", get)
            response = connection.getresponse()
            self.assertEqual(response.status, status)
            body = response.read()
            connection.close()
        finally:
            process.terminate()
            errors = process.communicate(timeout=PATIENCE_S)[1]
        self.assertEqual((process.returncode, errors), (0, ""))
        return body


class Paths(MachineTest):
    name = "Läufe & 'Bahnen' ☃ (neu)"

    def test_a_path_with_spaces_quotes_and_other_letters_is_built_and_served(self):
        self.assertEqual(self.checkout.run("--build-only")[0], 0)
        self.assertTrue(self.checkout.is_whole())
        self.assertEqual(self.assert_serves("--no-build", "--port", "0", get="/"), b"whole\n")

    def test_no_path_is_split_into_options_at_its_spaces(self):
        # The stand-ins link nothing: CMake takes what follows SHELL: apart as a shell does.
        for path in REPO.glob("w*/**/CMakeLists.txt"):
            for option in re.findall(r'"SHELL:(.*?)"$', path.read_text(), re.MULTILINE):
                self.assertNotIn("${", re.sub(r'\\".*?\\"', "", option), path)

    def test_a_terminal_and_a_file_system_without_such_letters_will_do(self):
        ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LANG": "C"}
        self.assertEqual(self.checkout.run("--build-only", env=ascii_only)[0], 0)
        self.assertTrue(self.checkout.is_whole())
        self.assert_serves("--no-build", "--port", "0", env=ascii_only)
        self.assert_serves("--no-build", "--port", "0", env=ascii_only, get="/%E2%98%83", status=404)
        self.assert_refused(self.checkout.run("--no-build", "--site", "/nowhere/é", env=ascii_only), "no page")


class ReadOnly(MachineTest):
    def setUp(self):
        super().setUp()
        self.assertEqual(self.checkout.run("--build-only")[0], 0)

    @unittest.skipIf(NO_NAMESPACES, NO_NAMESPACES)
    def test_a_read_only_mount_says_so_and_is_served_without_building(self):
        before = in_namespace("mount", READ_ONLY, self.checkout.repo)
        env = {"KEPT": self.checkout.env["PATH"]}
        self.assert_refused(self.checkout.run("--build-only", before=before, env=env),
                            str(self.checkout.repo / "build"), "Read-only file system", "--no-build")
        self.assertEqual(self.assert_serves("--no-build", "--port", "0", get="/", before=before, env=env), b"whole\n")

    @unittest.skipIf(NO_NAMESPACES, NO_NAMESPACES)
    def test_another_users_checkout_says_so_and_is_served_without_building(self):
        self.assert_refused(self.checkout.run("--build-only", **AS_NOBODY), "Permission denied", "--no-build")
        self.assertEqual(self.assert_serves("--no-build", "--port", "0", get="/", **AS_NOBODY), b"whole\n")

    @unittest.skipIf(NO_NAMESPACES, NO_NAMESPACES)
    def test_without_room_for_the_database_only_queries_fail_and_say_why(self):
        before = in_namespace("mount", 'mkdir -p "$1"; mount -t tmpfs -o size=8k none "$1"', self.checkout.folder / "small")
        env = {"KEPT": self.checkout.env["PATH"], "TMPDIR": str(self.checkout.folder / "small")}
        query = "/api/query?id=1&ms=0&pool=1&queue=1&timeout=1000"
        body = self.assert_serves("--no-build", "--port", "0", get=query, status=503, before=before, env=env)
        self.assertRegex(body.decode(), rf"\A{SENTENCE}\Z")


class Ports(MachineTest):
    def test_a_port_that_is_taken_says_by_whom_and_which_is_free(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            ended = self.checkout.run("--no-build", "--port", str(port))
            self.assert_refused(ended, f"Port {port} is in use")
            self.assert_refused(ended, f"(process {os.getpid()})" if sys.platform.startswith("linux") else str(port))
            self.assertEqual(ended[1], "")
            free = re.search(r"--port (\d+) is free", ended[2])[1]
            (self.checkout.repo / "build/site").mkdir(parents=True)
            (self.checkout.repo / "build/site/index.html").write_text("page")
            self.assert_serves("--no-build", "--port", free)

    @unittest.skipIf(NO_NAMESPACES, NO_NAMESPACES)
    def test_a_port_of_another_user_says_how_to_find_out_whose_it_is(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            ended = self.checkout.run("--no-build", "--port", str(port), **AS_NOBODY)
            self.assert_refused(ended, f"ss -ltnp 'sport = :{port}'", "is free")

    @unittest.skipIf(NO_NAMESPACES, NO_NAMESPACES)
    def test_a_port_of_the_administrators_says_so(self):
        least = "/proc/sys/net/ipv4/ip_unprivileged_port_start"
        before = in_namespace("net", f"ip link set lo up; echo 1024 > {least}; shift 0")
        before += [shutil.which("setpriv"), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        ended = self.checkout.run("--no-build", "--port", "80", before=before, env={"KEPT": self.checkout.env["PATH"]})
        self.assert_refused(ended, "Port 80 is the administrator's", "--port 8080 is free")

    @unittest.skipIf(NO_NAMESPACES or not shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin"),
                     NO_NAMESPACES or "needs ip, for a network without IPv6")
    def test_without_ipv6_its_address_is_refused_and_the_other_works(self):
        site = self.checkout.folder / "site"
        site.mkdir()
        (site / "index.html").write_text("page")
        served = ("--no-build", "--port", "0", "--site", str(site))
        env = {"KEPT": self.checkout.env["PATH"]}
        off = "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6"
        without = in_namespace("net", f"ip link set lo up; {off}")
        self.assert_refused(self.checkout.run(*served, "--host", "::1", before=without, env=env),
                            "no IPv6", "::1", "--host 127.0.0.1")
        for host in ("127.0.0.1", "localhost"):
            # Another network than this process's: only that it has started can be seen from here.
            process = self.checkout.start(*served, "--host", host, before=without, env=env)
            self.assertRegex(process.stdout.readline(), r"\ALanes is at http://")
            process.terminate()
            self.assertEqual(process.communicate(timeout=PATIENCE_S)[1], "")


# Of the standard library, and younger than Python 3.9.
YOUNGER = re.compile(
    r"\b(ignore_cleanup_errors|pairwise|slots=True|kw_only|bit_count|datetime\.UTC|tomllib|ExceptionGroup"
    r"|file_digest|hardlink_to|root_dir=|TaskGroup|batched|StrEnum|aclosing|EncodingWarning|process_group="
    r"|delete_on_close|strict=True|add_note|get_annotations)\b")


class Interpreters(MachineTest):
    def files(self):
        for folder in ("serve.py", "wasm/toolchain", "web/backend", "tests/run.py", "tests/suite", "tests/bench"):
            path = REPO / folder
            yield from path.glob("*.py") if path.is_dir() else [path]

    def test_every_file_is_of_python_3_9(self):
        for path in self.files():
            text = path.read_text(encoding="utf-8")
            self.assertIsNone(YOUNGER.search(text), path)
            tree = ast.parse(text, feature_version=(3, 9))
            # Annotations may be newer where they are not evaluated.
            later = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
            annotated = any(isinstance(node, ast.FunctionDef) and node.returns for node in ast.walk(tree))
            self.assertTrue(later or not annotated, path)

    def test_an_older_python_is_told_so(self):
        for command in ("serve.py", "tests/run.py"):
            ended = subprocess.run(
                [sys.executable, "-c", "import runpy, sys; sys.version_info = (3, 7, 3, 'final', 0); "
                 f"runpy.run_path({str(REPO / command)!r}, run_name='__main__')"],
                capture_output=True, text=True, timeout=PATIENCE_S)
            self.assertEqual((ended.returncode, ended.stdout), (1, ""))
            self.assertEqual(ended.stderr, "Lanes needs Python 3.9 or newer, and this is Python 3.7.\n")

    def test_others_that_are_there_serve_as_well(self):
        site = self.checkout.folder / "site"
        site.mkdir()
        (site / "index.html").write_text("page")
        others = [found for minor in range(9, 20) if minor != sys.version_info[1]
                  and (found := shutil.which(f"python3.{minor}"))
                  # There may be a program of that name which only says that there is no such Python.
                  and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0]
        if not others:
            self.skipTest("no other Python is on PATH")
        for other in others:
            process = subprocess.Popen(
                [other, str(self.checkout.repo / "serve.py"), "--no-build", "--port", "0", "--site", str(site)],
                text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            address = re.search(r"http://\S+:(\d+)/", process.stdout.readline())
            # Without a version: the oldest kind of request, which each Python reads in another way.
            with socket.create_connection(("127.0.0.1", int(address[1])), timeout=PATIENCE_S) as connection:
                connection.sendall(b"GET /\r\n\r\n")
                self.assertTrue(connection.recv(100).startswith(b"HTTP/1.1 505 "), other)
            process.send_signal(signal.SIGTERM)
            self.assertEqual((process.communicate(timeout=PATIENCE_S)[1], process.returncode), ("", 0), other)


class Programs(MachineTest):
    def test_without_node_or_with_an_old_one_it_is_named_with_what_was_found(self):
        old = self.checkout.run("--build-only", env={"NODE_VERSION": "v18.19.1"})
        self.assert_refused(old, "node ≥ 20.19 (found 18.19.1)")
        (self.checkout.programs / "node").unlink()
        self.assert_refused(self.checkout.run("--build-only"), "needs these programs on PATH: node ≥ 20.19.")
        self.assertEqual(self.checkout.steps(), [])

    def test_without_emscripten_the_three_commands_come_first(self):
        (self.checkout.programs / "emcc").unlink()
        ended = self.checkout.run("--build-only")
        self.assert_refused(ended, "emcc ≥ 6.0", "commands above")
        self.assertEqual(sum("emsdk" in line for line in ended[2].splitlines()), 4)


class Compiler(MachineTest):
    PACKS = """mkdir -p build/site/compiler/hash && echo 75MB > build/site/compiler/hash/clang &&
        echo listing > build/site/compiler/compiler.json"""

    def build(self, *arguments, **env):
        code, out, errors = self.checkout.run("--build-only", *arguments, env=env)
        self.assertEqual((code, errors), (0, ""))
        listing = self.checkout.repo / "build/site/compiler/compiler.json"
        return last_line(out), listing.read_text()

    def test_a_site_without_it_says_so_in_its_listing_which_no_build_with_it_takes_for_its_own(self):
        without = ("The site comes without the compiler for own C++.", "{}\n")
        self.assertEqual(self.build(), without)
        said, listing = self.build(LANES_COMPILER="1", ON_BUILD=f"[ ! -e build/site/compiler/compiler.json ] && {self.PACKS}")
        self.assertRegex(said, "The site includes the compiler")
        self.assertEqual(listing, "listing\n")
        self.assertEqual(self.build("--no-compiler", LANES_COMPILER="1"), without)


class Networks(MachineTest):
    @unittest.skipIf(NO_NAMESPACES, NO_NAMESPACES)
    def test_without_a_network_the_toolchain_says_so(self):
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            self.skipTest("needs Debian or Ubuntu, which make a private toolchain")
        before = in_namespace("net", "ip link set lo up")
        path = "/usr/sbin:/usr/bin:/sbin:/bin"
        env = {"KEPT": path, "PATH": path}
        self.assert_refused(self.checkout.run("--build-only", before=before, env=env), "there is no network")
        # Nothing half made is taken for a toolchain.
        self.assertFalse((self.checkout.repo / "build/toolchain/root").exists())

    @unittest.skipIf(NO_NAMESPACES, NO_NAMESPACES)
    def test_without_a_network_npm_says_so(self):
        npm, node = shutil.which("npm"), shutil.which("node")
        if not npm or not node:
            self.skipTest("needs npm")
        # npm itself, and a package that it does not have.
        (self.checkout.programs / "npm").write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && {{ echo 10.0.0; exit; }}\nPATH=/usr/bin:/bin exec {npm} "$@"\n')
        package = {"name": "x", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
        (self.checkout.repo / "web/package.json").write_text(json.dumps(package))
        (self.checkout.repo / "web/package-lock.json").write_text(json.dumps({
            "name": "x", "version": "1.0.0", "lockfileVersion": 3,
            "packages": {"": package, "node_modules/left-pad": {"version": "1.3.0"}}}))
        env = {"KEPT": self.checkout.env["PATH"], "HOME": str(self.checkout.folder), "npm_config_fetch_retries": "0",
               "npm_config_cache": str(self.checkout.folder / "cache")}
        before = in_namespace("net", "ip link set lo up")
        self.assert_refused(self.checkout.run("--build-only", before=before, env=env), "npm-web", "there is no network")
        self.assertFalse((self.checkout.repo / "web/node_modules/.lanes-stamp").exists())


if __name__ == "__main__":
    unittest.main()
