#!/usr/bin/env python3
"""Builds what is stale and runs every test: python3 tests/run.py [--only native,server,…]

The last line is "N passed, N failed" (", N skipped" if any). The exit code is not zero if anything
failed, or if a stage ran no test. With CI=true a browser or tool that cannot be had is a failure.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
import traceback
import unittest
import xml.etree.ElementTree as xml
from dataclasses import dataclass, field
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPO / "wasm"))

from toolchain import (  # noqa: E402
    BROWSER_PACKAGES, BROWSERS, BUILD, BUILD_FOLDERS, CHECK_PACKAGES, LOGS, SITE,
    Failure, Progress, Toolchain, locked,
)

CI = os.environ.get("CI", "").lower() in ("1", "true")
REPORTS = BUILD / "reports"


@dataclass
class Outcome:
    """What a stage did. A missing tool is a skipped test, and with CI=true a failed one."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    elapsed_s: float = 0
    failures: list = field(default_factory=list)
    missing: list = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.failures += other.failures

    def fail(self, failure: Failure) -> None:
        self.failed += 1
        self.failures.append(failure)

    def miss(self, what: str) -> None:
        self.missing.append(what)
        if CI:
            self.failed += 1

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


class Stages:
    """A method is a stage, named for what --only calls it; each builds what it needs."""

    def __init__(self, toolchain):
        self.toolchain = toolchain
        self._site_failure = None
        self._site_built = False

    def native(self) -> Outcome:
        self.toolchain.build("native")
        report = fresh_report("native.xml")
        command = ["ctest", "--test-dir", str(BUILD_FOLDERS["native"]), "--output-on-failure",
                   "--no-tests=error", "-j", str(os.cpu_count()), "--output-junit", str(report)]
        return self._run_and_count(command, "native", report, count_junit)

    def server(self) -> Outcome:
        LOGS.mkdir(parents=True, exist_ok=True)
        path = LOGS / "server.log"
        with open(path, "w", encoding="utf-8") as log:
            suite = unittest.defaultTestLoader.discover(str(REPO / "tests" / "server"))
            result = unittest.TextTestRunner(stream=log, verbosity=2).run(suite)
        broken = [*result.failures, *result.errors, *((test, "") for test in result.unexpectedSuccesses)]
        # A subtest that fails is its test failing; one that fails before any test is no test run.
        failed = len({getattr(test, "test_case", test).id() for test, _ in broken})
        outcome = Outcome(max(result.testsRun - failed - len(result.skipped), 0), failed,
                          len(result.skipped))
        if broken:
            outcome.failures.append(Failure(f"The whole log is {path}.",
                                            "\n".join(f"{test}\n{why}" for test, why in broken)))
        return outcome

    def check(self) -> Outcome:
        outcome = Outcome()
        for check in (*self._script_checks(), self._clang_format, self._clang_tidy):
            try:
                check()
                outcome.passed += 1
            except Missing as missing:
                outcome.skipped += not CI
                outcome.miss(str(missing))
            except Failure as failure:
                outcome.fail(failure)
        return outcome

    def web(self) -> Outcome:
        return self._vitest("web")

    def wasm(self) -> Outcome:
        return self._vitest("wasm")

    def browser(self) -> Outcome:
        self.toolchain.build("native")  # what the browsers must give is what it gives
        browsers = self.toolchain.browsers()
        display = ([] if os.environ.get("DISPLAY") or not self.toolchain.which("xvfb-run")
                   else ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24"])
        env = {**browsers, "LANES_SITE": str(SITE)}
        # Two files at a time of what pages do, then one at a time what is measured.
        outcome = Outcome()
        for project in ("pages", "browser"):
            outcome.add(self._twice(project, display, env))
        for variable in sorted(set(BROWSERS) - set(browsers)):
            outcome.miss(f"{variable}: no such browser was found")
        return outcome

    def _twice(self, project: str, display, env) -> Outcome:
        """Browsers crash, and starve on a busy machine: the files in which a test failed are run
        once more, on their own. What fails again has failed; what does not is told of."""
        first = self._vitest(project, display, env)
        failed, files = failed_vitest(REPORTS / f"{project}.json") if first.failed else (set(), [])
        if not files:
            return first
        for failure in first.failures:
            failure.report()
        second = self._vitest(project, display, env, files)
        again, _ = failed_vitest(REPORTS / f"{project}.json")
        for name in sorted(failed - again):
            print(f"      failed at first, passed at the second attempt: {name}")
        # A test of those files that failed only now has failed as well.
        still = second.failed
        return Outcome(first.passed + first.failed - still, still, first.skipped,
                       failures=second.failures)

    def _vitest(self, project: str, display=(), env=None, files=()) -> Outcome:
        self._build_site()
        self.toolchain.npm_ci("tests")
        report = fresh_report(f"{project}.json")
        command = [*display, "node", "node_modules/vitest/vitest.mjs", "run", "--project", project,
                   "--reporter=verbose", "--reporter=json", f"--outputFile.json={report}", *files]
        return self._run_and_count(command, project, report, count_vitest, cwd=REPO / "tests",
                                   env={"NO_COLOR": "1", **(env or {})})

    def _run_and_count(self, command, log: str, report: Path, count, **options) -> Outcome:
        failure = None
        try:
            self.toolchain.run(command, log=f"test-{log}", **options)
        except Failure as caught:
            failure = caught
        if not report.exists():
            raise failure or Failure(f"{log}: the test program wrote no report.")
        outcome = count(report)
        if failure:
            outcome.failed = max(outcome.failed, 1)
            outcome.failures.append(failure)
        return outcome

    def _build_site(self) -> None:
        """Builds the site once; what needs it afterwards fails for the same reason."""
        if self._site_failure:
            raise Failure(f"The site is not built. {self._site_failure}")
        if not self._site_built:
            try:
                self.toolchain.build_site()
            except Failure as failure:
                self._site_failure = failure
                raise
            self._site_built = True

    def _script_checks(self):
        """The scripts check and typecheck of each package that has them."""
        for folder in ("web", "tests"):
            scripts = json.loads((REPO / folder / "package.json").read_text()).get("scripts", {})
            for script in ("check", "typecheck"):
                if script in scripts:
                    yield lambda folder=folder, script=script: self._script(folder, script)

    def _script(self, folder: str, script: str) -> None:
        self._build_site()  # the types of the C++ interface come out of it
        self.toolchain.npm_ci("tests")
        self.toolchain.npm(["run", script], folder=folder, log=f"{script}-{folder}")

    def _clang_format(self) -> None:
        program = self._llvm_tool("clang-format")
        sources = [str(path) for folder in ("wasm", "tests/cpp") for suffix in ("hpp", "cpp")
                   for path in sorted((REPO / folder).rglob(f"*.{suffix}"))]
        self.toolchain.run([program, "--dry-run", "-Werror", *sources], log="clang-format")

    def _clang_tidy(self) -> None:
        program = self._llvm_tool("run-clang-tidy")
        self.toolchain.build("native")
        folder = BUILD_FOLDERS["native"]
        entries = json.loads((folder / "compile_commands.json").read_text())
        core = str(REPO / "wasm" / "core") + os.sep
        sources = sorted({entry["file"] for entry in entries if entry["file"].startswith(core)})
        if not sources:
            raise Failure("clang-tidy: the native build compiles no file of wasm/core.")
        self.toolchain.run([program, "-quiet", "-p", str(folder), *sources], log="clang-tidy")

    def _llvm_tool(self, program: str) -> str:
        found = self.toolchain.llvm_tool(program)
        if not found:
            raise Missing(f"{program}: not in this toolchain")
        return found


STAGES = ("native", "server", "check", "web", "wasm", "browser")
WITHOUT_TOOLCHAIN = {"server"}


class Missing(Exception):
    """A tool that a check needs and that cannot be had."""


def fresh_report(name: str) -> Path:
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / name
    if report.exists():
        report.unlink()
    return report


def count_junit(report: Path) -> Outcome:
    suite = xml.parse(report).getroot()
    total, failed, skipped, disabled = (int(suite.get(name, 0))
                                        for name in ("tests", "failures", "skipped", "disabled"))
    return Outcome(total - failed - skipped - disabled, failed, skipped + disabled)


def count_vitest(report: Path) -> Outcome:
    result = json.loads(report.read_text())
    return Outcome(result["numPassedTests"], result["numFailedTests"],
                   result["numPendingTests"] + result["numTodoTests"])


def failed_vitest(report: Path) -> tuple[set, list]:
    """The full names of the tests that failed, and the files they are in."""
    results = json.loads(report.read_text())["testResults"] if report.exists() else []
    failed = {test["fullName"] for file in results for test in file["assertionResults"]
              if test["status"] == "failed"}
    return failed, sorted({file["name"] for file in results if file["status"] == "failed"})


def run_stage(stage) -> Outcome:
    """The stage's outcome, whatever happens in it; a stage without a test has failed."""
    try:
        outcome = stage()
    except Failure as failure:
        outcome = Outcome(failed=1, failures=[failure])
    except Exception:  # a bug in a stage must not hide the other stages' results
        outcome = Outcome(failed=1, failures=[Failure("The stage crashed.", traceback.format_exc())])
    if outcome.passed + outcome.failed == 0:
        outcome.fail(Failure("The stage ran no test."))
    return outcome


def run(stages, progress: Progress) -> dict:
    toolchain = None
    if set(stages) - WITHOUT_TOOLCHAIN:
        packages = ((*CHECK_PACKAGES,) if "check" in stages else ()) + (
            (*BROWSER_PACKAGES,) if "browser" in stages else ())
        with progress.stage("Emscripten toolchain"):
            toolchain = Toolchain.find_or_make(progress, packages)
    subject, outcomes = Stages(toolchain), {}
    for name in stages:
        with progress.stage(name):
            began = time.monotonic()
            outcome = outcomes[name] = run_stage(getattr(subject, name))
            outcome.elapsed_s = time.monotonic() - began
        for failure in outcome.failures:
            failure.report()
        for missing in outcome.missing:
            print(f"      {'failed' if CI else 'skipped'}: {missing}")
        print(f"      {outcome}", flush=True)
    return outcomes


def print_table(outcomes: dict) -> None:
    print(f"\n{'stage':10}{'passed':>8}{'failed':>8}{'skipped':>9}{'time':>8}")
    for name, outcome in outcomes.items():
        print(f"{name:10}{outcome.passed:8}{outcome.failed:8}{outcome.skipped:9}"
              f"{outcome.elapsed_s:6.0f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description="Build what is stale and run every test.")
    parser.add_argument("--only", metavar="STAGE,…", default=",".join(STAGES),
                        help=f"some of {','.join(STAGES)}")
    stages = parser.parse_args().only.split(",")
    if unknown := set(stages) - set(STAGES):
        parser.error(f"there is no stage {', '.join(sorted(unknown))}")
    stages = [name for name in STAGES if name in stages]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    outcomes = {}
    try:
        with locked():
            outcomes = run(stages, Progress(len(stages) + bool(set(stages) - WITHOUT_TOOLCHAIN)))
    except Failure as failure:
        failure.report()
        outcomes = {"set-up": Outcome(failed=1)}
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    print_table(outcomes)
    total = Outcome(*(sum(getattr(outcome, name) for outcome in outcomes.values())
                      for name in ("passed", "failed", "skipped")))
    print(f"\n{total}", flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
