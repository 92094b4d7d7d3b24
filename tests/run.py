#!/usr/bin/env python3
"""Builds what is stale and runs every test: python3 tests/run.py

The last line is "N passed, N failed" (", N skipped" if any), after a table of the stages that says
what was skipped and why. The exit code is not zero if anything failed, or if a stage ran no test.
With CI=true a browser or tool that cannot be had is a failure, and nothing is taken from a run before.

    python3 tests/run.py --quick                                   without browsers, fuzzing and clang-tidy
    python3 tests/run.py --only browser --engine firefox embed     one file in one engine
    python3 tests/run.py --only web grammar --test "gives back"   some tests of a file
    python3 tests/run.py --only web --seed random                  new generated cases
    python3 tests/run.py --only fuzz --seed random --minutes 10    ten times the cases of the suite
"""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path

if sys.version_info < (3, 9):
    sys.exit("Lanes needs Python 3.9 or newer, and this is Python %d.%d." % sys.version_info[:2])

TESTS = Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS.parent / "wasm")]

from suite.outcome import Outcome, table_of, total_of  # noqa: E402
from suite.stages import SLOW, STAGES, WITHOUT_TOOLCHAIN, Options, run  # noqa: E402
from toolchain import Failure, Progress, end_as_by_the_user, locked, print_anywhere  # noqa: E402

ENGINES = ("chromium", "firefox", "webkit")


def parse_arguments(arguments) -> Options:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE",
                        help="only test files of web, wasm, fuzz and browser whose names have this in them")
    parser.add_argument("--only", metavar="STAGE,…", help=f"some of {','.join(STAGES)}")
    parser.add_argument("--quick", action="store_true",
                        help=f"all stages but {' and '.join(sorted(SLOW))}")
    parser.add_argument("--engine", metavar="NAME,…", help=f"some of {','.join(ENGINES)}")
    parser.add_argument("--test", metavar="PATTERN", default="",
                        help="only tests whose names match this regular expression")
    parser.add_argument("--seed", metavar="N", default="",
                        help="of generated cases: a number, or random, which draws and prints one")
    parser.add_argument("--minutes", type=int, default=1, metavar="N",
                        help="of fuzz: N times the cases that take about a minute")
    options = parser.parse_args(arguments)
    if options.minutes < 1:
        parser.error("--minutes is a whole number from 1 on")
    stages = options.only.split(",") if options.only else [
        name for name in STAGES if not (options.quick and name in SLOW)]
    if unknown := set(stages) - set(STAGES):
        parser.error(f"there is no stage {', '.join(sorted(unknown))}")
    engines = options.engine.split(",") if options.engine else []
    if unknown := set(engines) - set(ENGINES):
        parser.error(f"there is no engine {', '.join(sorted(unknown))}")
    seed = options.seed
    if seed == "random":
        seed = str(secrets.randbelow(2**31))
        print(f"Generated cases come from seed {seed}: --seed {seed} makes them again.")
    elif seed and not (seed.isascii() and seed.isdigit() and int(seed) < 2**31):
        parser.error("--seed is a number from 0 to 2147483647, or random")
    return Options(tuple(name for name in STAGES if name in stages), seed, options.minutes,
                   tuple(engines), tuple(options.files), options.test)


def tell(outcome: Outcome) -> None:
    for failure in outcome.failures:
        failure.report()
    for crash in outcome.crashes:
        print(f"      crashed, and started anew: {crash}")
    print(f"      {outcome}", flush=True)


def main() -> int:
    print_anywhere()
    options = parse_arguments(None)
    end_as_by_the_user()
    progress = Progress(len(options.stages) + bool(set(options.stages) - WITHOUT_TOOLCHAIN))
    try:
        with locked():
            outcomes = run(options, progress, tell)
    except Failure as failure:
        failure.report()
        outcomes = {"set-up": Outcome(failed=1)}
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    print(f"\n{table_of(outcomes)}")
    total = total_of(outcomes.values())
    print(f"\n{total}", flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
