#!/usr/bin/env python3
"""Builds Lanes where it is stale and serves it on this machine.

GET /         the site: build/site, or the folder given with --site
GET /api/…    what its pages ask of a live server: web/backend/routes.py
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import shutil
import sys
import threading
import webbrowser
from pathlib import Path

if sys.version_info < (3, 9):
    sys.exit("Lanes needs Python 3.9 or newer, and this is Python %d.%d." % sys.version_info[:2])

REPO = Path(__file__).resolve().parent
sys.path[:0] = [str(REPO / "wasm"), str(REPO / "web")]

import toolchain  # noqa: E402
from backend import NoPort, Server  # noqa: E402

COMPILER = toolchain.SITE / "compiler"
THREAD_STACK_BYTES = 512 * 1024  # one thread per connection: thousands must fit


def build(previews: bool, compiler: bool) -> None:
    """Brings build/site up to date, with or without what compiles the reader's own C++; with
    `previews`, also measures what the images of link previews show. Raises toolchain.Failure."""
    progress = toolchain.Progress(4 if previews else 3)
    with toolchain.locked():
        with progress.stage("Emscripten toolchain"):
            tools = toolchain.find_or_make(progress)
        with progress.stage("npm packages"):
            tools.npm_ci("web")
        with progress.stage("Wasm modules and web site"):
            if not compiler:
                shutil.rmtree(COMPILER, ignore_errors=True)
            tools.build_site(compiler)
        if previews:
            with progress.stage("Previews, measured"):
                tools.build("site", "measure_previews")
                tools.build("site")
    if weight := sum(map(weight_of, filter(Path.is_dir, COMPILER.glob("*")))):
        print(f"The site includes the compiler for own C++: {weight / 1e6:.0f} MB, which a reader fetches "
              "when it is wanted.", flush=True)
    else:
        print("The site comes without the compiler for own C++.", flush=True)


def weight_of(folder: Path) -> int:
    """What is in it, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


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
    """Raises the limit of open files, and so of connections, as far as the system allows."""
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
    building = parser.add_mutually_exclusive_group()
    building.add_argument("--no-build", action="store_true", help="serve what is there")
    building.add_argument("--build-only", action="store_true", help="build, and serve nothing")
    parser.add_argument("--previews", action="store_true",
                        help="measure what the images of link previews show: a minute of both cores")
    parser.add_argument("--no-compiler", action="store_true",
                        help="without what compiles own C++ in the browser, about 125 MB of the site; "
                             "--build-only includes it only with LANES_COMPILER=1")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    parser.add_argument("--site", type=Path, default=REPO / "build" / "site", metavar="DIR",
                        help="the folder to serve (default build/site); another is never built")
    parser.add_argument("--plain", action="store_true",
                        help="with headers that keep the page from being isolated")
    return parser.parse_args(arguments)


def problem(options: argparse.Namespace) -> str:
    """What is wrong with the options, as one line, or an empty string."""
    try:
        local = options.host == "localhost" or ipaddress.ip_address(options.host).is_loopback
    except ValueError:
        local = False
    if not local:
        return ("Lanes is served on this machine only: "
                f"--host {options.host} is no loopback address such as 127.0.0.1.")
    if options.no_build and options.previews:
        return "Previews are measured with what is built: --no-build and --previews exclude each other."
    if options.build_only and options.site.resolve() != toolchain.SITE:
        return f"Only build/site is ever built, and --site {options.site} is another folder."
    if not 0 <= options.port <= 65535:
        return f"A port is a number from 0 to 65535, and --port {options.port} is not."
    return ""


def wants_compiler(options: argparse.Namespace) -> bool:
    """Where it is served it costs nobody anything; what goes to a host should weigh no more than told."""
    told = os.environ.get("LANES_COMPILER", "")
    if told not in ("", "0", "1"):
        raise toolchain.Failure(f"LANES_COMPILER is 0 or 1, not {told}.")
    return not options.no_compiler and (told == "1" or told == "" and not options.build_only)


def main(arguments=None) -> int:
    toolchain.print_anywhere()
    options = parse_arguments(arguments)
    toolchain.end_as_by_the_user()
    try:
        sentence = problem(options)
        if sentence:
            return fail(sentence)
        threading.stack_size(THREAD_STACK_BYTES)
        raise_file_limit()
        try:
            if options.build_only:
                build(options.previews, wants_compiler(options))
                return 0
            server = Server(options.host, options.port, options.site, options.plain)
            if not options.no_build and options.site.resolve() == toolchain.SITE:
                build(options.previews, wants_compiler(options))
            if not (options.site / "index.html").is_file():
                hint = ": run serve.py without --no-build" if options.no_build else ""
                return fail(f"There is no page in {options.site}{hint}.")
            serve(server, options.open)
        except toolchain.Failure as failure:
            failure.report()
            return 1
        except NoPort as refused:
            return fail(str(refused))
        except OSError as error:
            return fail(f"Lanes cannot be served: {error}.")
    except KeyboardInterrupt:
        return 0 if "server" in locals() and server.stopping.is_set() else 130
    return 0


def fail(sentence: str) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
