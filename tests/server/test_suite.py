"""What the suite itself promises: its options, what it counts, and what it says of skips and crashes."""

import contextlib
import io
import json
import os
import re
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from unittest import mock

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "wasm")]

import run as command  # noqa: E402
import toolchain  # noqa: E402
from suite import layers, outcome, stages, tidy  # noqa: E402
from suite.outcome import Outcome, count_vitest, table_of, total_of  # noqa: E402


def parse(*arguments):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        return command.parse_arguments(arguments), out.getvalue()


class Arguments(unittest.TestCase):
    def test_without_any_everything_runs_from_the_fixed_seed(self):
        options, said = parse()
        self.assertEqual(options, stages.Options())
        self.assertEqual(options.stages, stages.STAGES)
        self.assertEqual(said, "")

    def test_stages_run_in_their_own_order_whatever_the_order_they_are_named_in(self):
        self.assertEqual(parse("--only", "browser,native")[0].stages, ("native", "browser"))

    def test_quick_leaves_out_what_takes_minutes(self):
        self.assertEqual(parse("--quick")[0].stages, ("native", "server", "check", "web", "wasm"))

    def test_one_test_of_one_file_in_one_engine(self):
        options, _ = parse("--only", "browser", "--engine", "firefox", "embed", "--test", "dialog")
        self.assertEqual((options.engines, options.files, options.test), (("firefox",), ("embed",), "dialog"))
        self.assertTrue(options.partial)

    def test_fuzzing_takes_as_many_minutes_as_it_is_given(self):
        options, _ = parse("--only", "fuzz", "--minutes", "10")
        self.assertEqual((options.stages, options.minutes, options.partial), (("fuzz",), 10, False))
        self.assertEqual(parse()[0].minutes, 1)

    def test_a_random_seed_is_a_number_that_is_printed_and_makes_the_same_run_again(self):
        options, said = parse("--seed", "random")
        self.assertIn(f"--seed {options.seed} makes them again", said)
        self.assertEqual(parse("--seed", options.seed)[0], options)

    def test_what_there_is_not_is_refused_with_a_sentence(self):
        for arguments in (["--only", "nothing"], ["--engine", "safari"], ["--seed", "x"], ["--seed", "-1"],
                          ["--minutes", "0"]):
            with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()) as errors:
                command.parse_arguments(arguments)
            self.assertRegex(errors.getvalue().splitlines()[-1], "error: .*(there is no|--seed|--minutes)")


class Counting(unittest.TestCase):
    def test_the_table_says_why_tests_were_skipped_and_what_crashed(self):
        browser = Outcome(10, 0, elapsed_s=61)
        browser.skip("WebKitGTK shares no memory", 2)
        browser.crashes.append("webkit, at its start: no answer")
        table = table_of({"web": Outcome(5, 1), "browser": browser})
        self.assertIn("browser         10       0        2    61 s", table)
        self.assertIn("skipped in browser: 2 × WebKitGTK shares no memory", table)
        self.assertIn("crashed in browser, and started anew: webkit, at its start: no answer", table)
        self.assertEqual(str(total_of([Outcome(5, 1), browser])), "15 passed, 1 failed, 2 skipped")

    def test_what_a_machine_lacks_is_skipped_there_and_fails_in_ci(self):
        for ci, counts in ((False, (0, 1)), (True, (1, 0))):
            with mock.patch.object(outcome, "CI", ci):
                missing = Outcome()
                missing.miss("LANES_FIREFOX: no such browser was found")
            self.assertEqual((missing.failed, missing.skipped), counts)
            self.assertIn("no such browser", table_of({"browser": missing}))

    def test_a_test_file_that_cannot_be_loaded_is_a_failure(self):
        report = {"numPassedTests": 3, "numFailedTests": 1,
                  "testResults": [{"assertionResults": [], "status": "failed"},
                                  {"assertionResults": [{"status": "failed"}], "status": "failed"}]}
        counted = self.count(report)
        self.assertEqual((counted.passed, counted.failed, counted.skipped), (3, 2, 0))

    def test_a_skipped_test_says_why_or_that_it_does_not(self):
        skipped = [{"status": "skipped", "meta": {"skipped": "no firefox"}}, {"status": "pending"},
                   {"status": "skipped", "meta": {"skipped": "no firefox"}}]
        counted = self.count({"numPassedTests": 1, "numFailedTests": 0, "testResults": [
            {"assertionResults": [{"status": "passed"}, *skipped], "status": "passed"}]})
        self.assertEqual(counted.reasons, {"no firefox": 2, "no reason is given": 1})
        self.assertEqual(counted.skipped, 3)

    def test_what_was_not_run_because_its_set_up_failed_has_failed(self):
        counted = self.count({"numPassedTests": 0, "numFailedTests": 0, "testResults": [
            {"assertionResults": [{"status": "skipped", "meta": {}}] * 2, "status": "failed"}]})
        self.assertEqual((counted.failed, counted.skipped), (2, 0))

    def count(self, report):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "report.json")
            path.write_text(json.dumps(report))
            return count_vitest(path)

    def test_a_stage_without_a_test_has_failed_unless_only_some_tests_were_asked_for(self):
        self.assertEqual(stages.timed(Outcome, stages.Options()).failed, 1)
        self.assertEqual(stages.timed(Outcome, stages.Options(test="x")).failed, 0)

    def test_a_stage_that_crashes_has_failed_and_says_how(self):
        crashed = stages.timed(lambda: 1 / 0, stages.Options())
        self.assertEqual(crashed.failed, 1)
        self.assertIn("ZeroDivisionError", crashed.failures[0].details)


class FakeToolchain:
    """Says of every file that it is clean, unless told otherwise; counts what it is asked."""

    identity = "fake"

    def __init__(self, deps):
        self.deps = deps
        self.checked = []
        self.dirty = set()

    def output(self, _command):
        return self.deps

    def run(self, command, log):
        """Clang-tidy: checks what the unit before `--` includes."""
        unit = Path(command[command.index("--") - 1]).read_text()
        sources = re.findall('^#include "(.*)"$', unit, re.M)
        self.checked += sources
        if self.dirty.intersection(sources):
            raise toolchain.Failure(f"{log} failed.")


class Tidy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.repo = Path(folder.name).resolve()
        build = self.repo / "build"
        native = build / "native"
        core = self.repo / "wasm" / "core"
        for path in (native, core):
            path.mkdir(parents=True)
        self.rules = self.repo / ".clang-tidy"
        self.header = core / "a.hpp"
        self.one, self.beside = core / "x" / "one.cpp", core / "x" / "beside.cpp"
        self.other = core / "y" / "other.cpp"
        sources = (self.one, self.beside, self.other)
        for path in (self.rules, self.header, *sources):
            path.parent.mkdir(exist_ok=True)
            path.write_text("// first\n")
        # The last two are compiled once more, and are no source of the core.
        (native / "compile_commands.json").write_text(json.dumps([
            {"file": str(path), "output": f"{path.stem}.o", "command": f"c++ -O3 -Xclang a -o x -c {path}"}
            for path in (*sources, self.one, self.repo / "tests" / "x.cpp")]))
        self.toolchain = FakeToolchain(
            f"one.o: #deps 2, deps mtime 1 (VALID)\n    {self.one}\n    {self.header}\n\n"
            f"other.o: #deps 1, deps mtime 1 (VALID)\n    {self.other}\n    /usr/include/x.h\n")
        for patch in (mock.patch.object(tidy, "REPO", self.repo), mock.patch.object(tidy, "BUILD", build),
                      mock.patch.object(tidy, "BUILD_FOLDERS", {"native": native}),
                      mock.patch.object(tidy, "CLEAN", build / "reports" / "tidy.json"),
                      mock.patch.object(tidy, "CI", False)):
            patch.start()
            self.addCleanup(patch.stop)

    def check(self):
        """The files that were read, and the outcome."""
        self.toolchain.checked.clear()
        result = tidy.tidy(self.toolchain, "clang-tidy")
        return sorted(self.toolchain.checked), result

    def test_a_folder_is_read_again_only_when_it_or_what_it_includes_or_a_rule_has_changed(self):
        x, y = sorted([str(self.beside), str(self.one)]), [str(self.other)]
        self.assertEqual(self.check()[0], x + y)
        self.assertEqual(self.check()[0], [])
        self.header.write_text("// second\n")
        self.assertEqual(self.check()[0], x)
        self.other.write_text("// second\n")
        self.assertEqual(self.check()[0], y)
        self.rules.write_text("# second\n")
        self.assertEqual(self.check()[0], x + y)

    def test_what_was_not_clean_is_read_again_and_every_folder_counts(self):
        self.toolchain.dirty = {str(self.other)}
        self.assertEqual((self.check()[1].passed, self.check()[1].failed), (1, 1))
        self.assertEqual(self.check()[0], [str(self.other)])

    def test_a_file_with_flags_of_its_own_is_read_by_itself_and_without_what_only_a_build_needs(self):
        commands = [{"file": str(path), "output": "o", "command": command} for path, command in (
            (self.one, "c++ -Winvalid-pch -Xclang -include-pch -Xclang p -DX='a b' -o o -c one.cpp"),
            (self.beside, "c++ -w -o o -c beside.cpp"))]
        self.assertEqual([(unit.name, unit.flags, unit.sources) for unit in tidy.units_of(commands, {})],
                         [("x-0", ("-DX=a b",), [self.one]), ("x-1", ("-w",), [self.beside])])

    def test_ci_takes_nothing_from_a_run_before(self):
        self.check()
        with mock.patch.object(tidy, "CI", True):
            self.assertEqual(len(self.check()[0]), 3)


class Layers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.repo = Path(folder.name)

    def plant(self, **files):
        """Problems of a tree of files, whose names have __ for /, and _x_ for the dot before x."""
        for name, text in files.items():
            path = self.repo / re.sub(r"_(ts|hpp|cpp)_$", r".\1", name.replace("__", "/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return layers.problems(self.repo)

    def test_the_repository_keeps_its_order(self):
        self.assertEqual(layers.problems(TESTS.parent), [])

    def test_what_is_before_may_be_known(self):
        self.assertEqual(self.plant(
            web__base__a_ts_="export {}", web__engine__hosts__b_ts_='import "../../base/a.ts";',
            web__engine__c_ts_='import { b } from "./hosts/b.ts";',
            wasm__core__base__d_hpp_="", wasm__core__run__e_cpp_='#include "base/d.hpp"\n'), [])

    def test_what_is_not_before_may_not_be_it_a_value_a_type_a_worker_or_an_include(self):
        found = self.plant(
            web__engine__a_ts_="export {}", web__timeline__x_ts_="export {}",
            web__spec__b_ts_='import type { A } from "../engine/a.ts";',
            web__base__c_ts_='const a = await import("../engine/a.ts");',
            web__workers__d_ts_='import a from "../engine/a.ts?worker&url";',
            web__monitor__e_ts_='export * from "../timeline/x.ts";',
            web__elsewhere__f_ts_='import "../base/c.ts";',
            wasm__core__run__g_hpp_="", wasm__core__base__h_hpp_='#include "run/g.hpp"\n')
        self.assertEqual(len(found), 6)
        for who in ("spec/b.ts", "base/c.ts", "workers/d.ts", "monitor/e.ts", "elsewhere/f.ts", "base/h.hpp"):
            self.assertEqual(sum(who in sentence for sentence in found), 1, who)

    def test_a_cycle_is_found_in_both_languages_also_within_a_folder(self):
        found = self.plant(
            web__base__a_ts_='import type { B } from "./b.ts";', web__base__b_ts_='import "./c.ts";',
            web__base__c_ts_='import "./a.ts";',
            wasm__core__base__d_hpp_='#include "base/e.hpp"\n', wasm__core__base__e_hpp_='#include "base/d.hpp"\n')
        self.assertEqual(len(found), 2)
        self.assertTrue(all(sentence.endswith("a cycle.") for sentence in found))

    def test_the_check_stage_fails_for_it(self):
        subject = stages.Stages(None, stages.Options())
        with mock.patch.object(stages, "problems", lambda _: ["a knows b"]):
            with self.assertRaises(toolchain.Failure) as raised:
                subject._layers()
        self.assertIn("a knows b", raised.exception.details)


class Stopping(unittest.TestCase):
    def test_what_runs_for_a_toolchain_that_is_stopped_has_ended(self):
        tools = toolchain.Toolchain(toolchain.Progress(0, out=io.StringIO()))
        log = f"tests/stopping-{os.getpid()}"
        self.addCleanup(lambda: (toolchain.LOGS / f"{log}.log").unlink(missing_ok=True))
        failures = []

        def wait():
            try:
                tools.run([sys.executable, "-c", "import time; time.sleep(600)"], log=log)
            except toolchain.Failure as failure:
                failures.append(str(failure))

        thread = threading.Thread(target=wait)
        thread.start()
        while not (toolchain.LOGS / f"{log}.log").exists():
            time.sleep(0.01)
        tools.stopped.set()
        thread.join()
        self.assertRegex(failures[0], r"stopped\.$")


if __name__ == "__main__":
    unittest.main()
