#!/usr/bin/env python3
"""Builds what is stale and measures: python3 tests/bench/run.py NAME… [--json] [--rounds N]

Without a name it lists the benchmarks there are. Each prints both sides of its comparison from one
run, and whether the design's goals hold; the exit code says only whether everything was measured.
With --json the reports, and nothing else, are on standard output.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import signal
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent
TESTS = BENCH.parent
sys.path[:0] = [str(BENCH), str(TESTS.parent / "wasm")]

import build as build_bench  # noqa: E402

from toolchain import (  # noqa: E402
    BROWSER_PACKAGES, BUILD_FOLDERS, SITE, Failure, Progress, Toolchain, find_or_make, locked,
)

EXPORTS_BENCH = re.compile(r"^export (async function|const) bench\b", re.M)
DOC_COMMENT = re.compile(r"/\*\*(.*?)\*/", re.S)


# Folders of packages that one benchmark alone needs.
PACKAGES = {"lighthouse": "tests/bench/lighthouse"}
# Benchmarks that compile C++ in the page.
COMPILING = {"own"}


def benchmarks() -> dict:
    """What each benchmark measures, by name: the first sentence of the file that exports it."""
    found = {"build": " ".join(build_bench.__doc__.split("\n\n")[0].split())}
    for path in sorted(BENCH.glob("*/*.ts")):
        text = path.read_text(encoding="utf-8")
        if EXPORTS_BENCH.search(text):
            comment = DOC_COMMENT.search(text)
            words = " ".join(re.sub(r"^\s*\*", "", comment[1], flags=re.M).split()) if comment else ""
            found[path.stem] = re.split(r"(?<=\.)\s", words)[0]
    return found


def prepare(names) -> Toolchain:
    """The toolchain, with a browser, the site and the native programs built."""
    progress = Progress(3, out=sys.stderr)
    with progress.stage("Emscripten toolchain"):
        toolchain = find_or_make(progress, BROWSER_PACKAGES)
    with progress.stage("npm packages"):
        toolchain.npm_ci("tests")
        for folder in (PACKAGES[name] for name in names if name in PACKAGES):
            toolchain.npm_ci(folder)
    with progress.stage("Wasm modules, web site and native programs"):
        toolchain.build_site(compiler=not COMPILING.isdisjoint(names))
        toolchain.build("native")
    return toolchain


def measure(toolchain: Toolchain, names, as_json: bool, rounds) -> int:
    browsers = toolchain.browsers()
    if "LANES_CHROMIUM" not in browsers:
        raise Failure("The benchmarks measure in Chromium, and no such browser was found.")
    env = {**browsers, "LANES_SITE": str(SITE), "LANES_NATIVE": str(BUILD_FOLDERS["native"])}
    if rounds:
        env["LANES_BENCH_ROUNDS"] = str(rounds)
    # WebKitGTK draws on a display.
    display = ([] if os.environ.get("DISPLAY") or not toolchain.which("xvfb-run")
               else ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24"])
    command = [*display, "node", str(BENCH / "main.mjs"), *names, *(["--json"] if as_json else [])]
    return toolchain.call(command, cwd=TESTS, env=env)


def parse_arguments(arguments) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build what is stale and measure.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure")
    parser.add_argument("--json", action="store_true", help="only JSON on standard output")
    parser.add_argument("--list", action="store_true", help="what there is to measure")
    parser.add_argument("--rounds", type=int, metavar="N",
                        help="instead of each benchmark's own number of rounds (soak: of runs)")
    options = parser.parse_args(arguments)
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds is a number from 1")
    return options


def main(arguments=None) -> int:
    options = parse_arguments(arguments)
    there = benchmarks()
    if options.list or not options.names:
        for name, subject in there.items():
            print(f"{name:22}{subject}")
        return 0
    if unknown := [name for name in options.names if name not in there]:
        print(f"There is no benchmark named {', '.join(unknown)}; there are {', '.join(there)}.",
              file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if "build" in options.names:
            if options.names != ["build"]:
                print("build is measured on its own: it needs both cores.", file=sys.stderr)
                return 2
            report = build_bench.bench(*([options.rounds] if options.rounds else []))
            if options.json:
                print(json.dumps([report], indent=2, ensure_ascii=False))
            else:
                build_bench.print_report(report)
            return 0
        with contextlib.ExitStack() as held:
            with contextlib.redirect_stdout(sys.stderr):
                held.enter_context(locked())
                toolchain = prepare(options.names)
            return measure(toolchain, options.names, options.json, options.rounds)
    except Failure as failure:
        failure.report()
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
