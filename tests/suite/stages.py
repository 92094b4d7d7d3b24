"""The stages of the suite: the public methods of Stages, with the names that --only takes."""

from __future__ import annotations

import copy
import json
import os
import shutil
import tempfile
import threading
import time
import traceback
import unittest
from dataclasses import dataclass
from pathlib import Path

from toolchain import (
    BROWSER_PACKAGES, BROWSERS, BUILD, BUILD_FOLDERS, CHECK_PACKAGES, LOGS,
    NATIVE_PACKAGES, REPO, SITE,
    Failure, Progress, Toolchain, find_or_make,
)

from .layers import problems
from .outcome import Outcome, count_junit, count_vitest
from .tidy import tidy

REPORTS = BUILD / "reports"

STAGES = ("native", "server", "check", "web", "wasm", "fuzz", "browser", "tidy")
# Stages that take minutes or need browsers; --quick leaves them out.
SLOW = {"fuzz", "browser", "tidy"}
WITHOUT_TOOLCHAIN = {"server"}
# Measures no times, so it may share the machine: runs in parallel with `browser`, and ends last.
BESIDE = "tidy"


@dataclass(frozen=True)
class Options:
    """The options of the command line."""

    stages: tuple = STAGES
    # Seed of generated cases; "" for the suite's fixed one.
    seed: str = ""
    # Of the stage fuzz: so many times the cases that take about a minute.
    minutes: int = 1
    # Engines for browser tests; empty means all.
    engines: tuple = ()
    # Parts of file names, and a regular expression for test names; for web, wasm, fuzz and browser.
    files: tuple = ()
    test: str = ""

    @property
    def partial(self) -> bool:
        """Whether a stage may have no test to run."""
        return bool(self.files or self.test)


class Missing(Exception):
    """A tool that a check needs is not available."""


class Stages:
    """Each stage builds what it needs."""

    def __init__(self, toolchain: Toolchain, options: Options):
        self.toolchain = toolchain
        self.options = options
        self._site_failure = None
        self._site_built = set()

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
        # Failed subtests count as one failed test. A failure outside any test, as in setUpClass, is
        # not in testsRun: hence max().
        failed = len({getattr(test, "test_case", test).id() for test, _ in broken})
        outcome = Outcome(max(result.testsRun - failed - len(result.skipped), 0), failed)
        for _, reason in result.skipped:
            outcome.skip(reason)
        if broken:
            outcome.failures.append(Failure(f"The whole log is {path}.",
                                            "\n".join(f"{test}\n{why}" for test, why in broken)))
        return outcome

    def check(self) -> Outcome:
        outcome = Outcome()
        for check in (self._layers, *self._script_checks(), self._clang_format):
            try:
                check()
                outcome.passed += 1
            except Missing as missing:
                outcome.miss(str(missing))
            except Failure as failure:
                outcome.fail(failure)
        return outcome

    def tidy(self) -> Outcome:
        self.toolchain.build("native")
        try:
            return tidy(self.toolchain, self._llvm_tool("clang-tidy"))
        except Missing as missing:
            outcome = Outcome()
            outcome.miss(str(missing))
            return outcome

    def web(self) -> Outcome:
        return self._vitest("web")

    def wasm(self) -> Outcome:
        self._build_site()
        self.toolchain.build("site", "workload_texts")
        return self._vitest("wasm")

    def fuzz(self) -> Outcome:
        return self._in_browsers("fuzz", {"LANES_FUZZ_MINUTES": str(self.options.minutes)})

    def browser(self) -> Outcome:
        self.toolchain.build("native")  # its results are those expected of the browsers
        return self._in_browsers("browser")

    def _in_browsers(self, project: str, env=None) -> Outcome:
        browsers = self.toolchain.browsers()
        display = ([] if os.environ.get("DISPLAY") or not self.toolchain.which("xvfb-run")
                   else ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24"])
        # Browsers that are ended with the stage leave their profiles behind.
        scratch = tempfile.mkdtemp(prefix="lanes-")
        env = {**browsers, "LANES_SITE": str(SITE), "TMPDIR": scratch, **(env or {})}
        if self.options.engines:
            env["LANES_ENGINES"] = ",".join(self.options.engines)
        try:
            outcome = self._vitest(project, display, env)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        for variable in sorted(set(BROWSERS) - set(browsers)):
            outcome.miss(f"{variable}: no such browser was found")
        return outcome

    def _vitest(self, project: str, display=(), env=None) -> Outcome:
        self._build_site(compiler=project == "browser")
        self.toolchain.npm_ci("tests")
        report = fresh_report(f"{project}.json")
        crashes = fresh_report(f"{project}-crashes.jsonl")
        options = self.options
        command = [*display, "node", "node_modules/vitest/vitest.mjs", "run", "--project", project,
                   "--reporter=verbose", "--reporter=json", f"--outputFile.json={report}",
                   *(["--passWithNoTests"] if options.partial else []),
                   *(["--testNamePattern", options.test] if options.test else []), *options.files]
        env = {"NO_COLOR": "1", "LANES_CRASHES": str(crashes), "LANES_STAGE": project,
               **({"LANES_SEED": options.seed} if options.seed else {}), **(env or {})}
        outcome = self._run_and_count(command, project, report, count_vitest, cwd=REPO / "tests",
                                      env=env)
        outcome.crashes += ["{what} ({file}: {test})".format(**json.loads(line))
                            for line in lines_of(crashes)]
        return outcome

    def _run_and_count(self, command, log: str, report: Path, count, **options) -> Outcome:
        failure = None
        try:
            self.toolchain.run(command, log=f"test-{log}", builds=False, **options)
        except Failure as caught:
            failure = caught
        if not report.exists():
            raise failure or Failure(f"{log}: the test program wrote no report.")
        outcome = count(report)
        if failure:
            outcome.failed = max(outcome.failed, 1)
            outcome.failures.append(failure)
        return outcome

    def _build_site(self, compiler=False) -> None:
        """Builds the site once, and what compiles C++ in it when that is first asked for; if that
        fails, later calls fail for the same reason."""
        if self._site_failure:
            raise Failure(f"The site is not built. {self._site_failure}")
        wanted = {"site", "compiler"} if compiler else {"site"}
        if not wanted <= self._site_built:
            try:
                self.toolchain.build_site(compiler)
            except Failure as failure:
                self._site_failure = failure
                raise
            self._site_built |= wanted

    def _script_checks(self):
        """Yields a check for each npm script `check` or `typecheck` of a package."""
        for folder in ("web", "tests"):
            scripts = json.loads((REPO / folder / "package.json").read_text()).get("scripts", {})
            for script in ("check", "typecheck"):
                if script in scripts:
                    yield lambda folder=folder, script=script: self._script(folder, script)

    def _script(self, folder: str, script: str) -> None:
        self._build_site()  # it generates the types of the C++ interface
        self.toolchain.npm_ci("tests")
        self.toolchain.npm(["run", script], folder=folder, log=f"{script}-{folder}")

    def _layers(self) -> None:
        if found := problems(REPO):
            raise Failure("What a file knows contradicts the order of layers.", "\n".join(found))

    def _clang_format(self) -> None:
        program = self._llvm_tool("clang-format")
        sources = [str(path) for folder in ("wasm", "tests/cpp") for suffix in ("hpp", "cpp")
                   for path in sorted((REPO / folder).rglob(f"*.{suffix}"))]
        self.toolchain.run([program, "--dry-run", "-Werror", *sources], log="clang-format")

    def _llvm_tool(self, program: str) -> str:
        found = self.toolchain.llvm_tool(program)
        if not found:
            raise Missing(f"{program}: not in this toolchain")
        return found


def run(options: Options, progress: Progress, report) -> dict:
    """Runs the stages; returns their outcomes by name. Calls `report` with each as it ends."""
    toolchain = None
    if set(options.stages) - WITHOUT_TOOLCHAIN:
        packages = ((*CHECK_PACKAGES,) if {"check", "tidy"} & set(options.stages) else ()) + (
            (*NATIVE_PACKAGES,) if {"native", "tidy", "browser"} & set(options.stages) else ()) + (
            (*BROWSER_PACKAGES,) if {"fuzz", "browser"} & set(options.stages) else ())
        with progress.stage("Emscripten toolchain"):
            toolchain = find_or_make(progress, packages)
    subject, outcomes, beside = Stages(toolchain, options), {}, None
    try:
        for name in options.stages:
            if name == "browser" and BESIDE in options.stages:
                toolchain.build("native")  # or both stages would build it at the same time
                beside = Beside(toolchain, options)
            with progress.stage(name):
                outcomes[name] = beside.wait() if name == BESIDE and beside else timed(
                    getattr(subject, name), options)
            report(outcomes[name])
    finally:
        if beside:
            beside.end()
    return outcomes


class Beside:
    """Runs the stage BESIDE in a thread, without printing its progress."""

    def __init__(self, toolchain: Toolchain, options: Options):
        self._toolchain = copy.copy(toolchain)
        self._silence = open(os.devnull, "w", encoding="utf-8")
        self._toolchain.progress = Progress(0, out=self._silence)
        stage = getattr(Stages(self._toolchain, options), BESIDE)
        self._outcome = Outcome()
        self._thread = threading.Thread(target=lambda: self._run(stage, options), daemon=True)
        self._thread.start()

    def _run(self, stage, options: Options) -> None:
        self._outcome = timed(stage, options)

    def wait(self) -> Outcome:
        self._thread.join()
        return self._outcome

    def end(self) -> None:
        """Stops the stage if it is still running."""
        self._toolchain.stopped.set()
        self._thread.join()
        self._silence.close()


def timed(stage, options: Options) -> Outcome:
    """Runs a stage and turns an exception into a failed outcome. A stage that ran no test has
    failed, unless only some tests were asked for."""
    began = time.monotonic()
    try:
        outcome = stage()
    except Failure as failure:
        outcome = Outcome(failed=1, failures=[failure])
    except Exception:  # a bug in a stage must not hide the other stages' results
        outcome = Outcome(failed=1, failures=[Failure("The stage crashed.", traceback.format_exc())])
    if outcome.passed + outcome.failed == 0 and not options.partial:
        outcome.fail(Failure("The stage ran no test."))
    outcome.elapsed_s = time.monotonic() - began
    return outcome


def fresh_report(name: str) -> Path:
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / name
    if report.exists():
        report.unlink()
    return report


def lines_of(path: Path) -> list:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
