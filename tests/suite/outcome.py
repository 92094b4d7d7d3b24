"""The results of the suite's stages, and their report."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as xml
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

CI = os.environ.get("CI", "").lower() in ("1", "true")


@dataclass
class Outcome:
    """The result of a stage. A missing tool is a skipped test, and with CI=true a failed one."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    elapsed_s: float = 0
    failures: list = field(default_factory=list)
    # The number of tests skipped, or failed for a missing tool, by reason.
    reasons: Counter = field(default_factory=Counter)
    # Browsers that crashed and were restarted, one line each.
    crashes: list = field(default_factory=list)

    def fail(self, failure: Exception) -> None:
        self.failed += 1
        self.failures.append(failure)

    def skip(self, reason: str, tests: int = 1) -> None:
        self.skipped += tests
        self.reasons[reason] += tests

    def miss(self, what: str) -> None:
        """Counts something that this machine lacks."""
        if CI:
            self.failed += 1
            self.reasons[f"failed, because CI=true: {what}"] += 1
        else:
            self.skip(what)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def total_of(outcomes) -> Outcome:
    return Outcome(*(sum(getattr(outcome, name) for outcome in outcomes)
                     for name in ("passed", "failed", "skipped")))


def table_of(outcomes: dict) -> str:
    """The final table: a row per stage, then why tests were skipped and which browsers crashed."""
    lines = [f"{'stage':10}{'passed':>8}{'failed':>8}{'skipped':>9}{'time':>8}"]
    lines += [f"{name:10}{outcome.passed:8}{outcome.failed:8}{outcome.skipped:9}"
              f"{outcome.elapsed_s:6.0f} s" for name, outcome in outcomes.items()]
    for name, outcome in outcomes.items():
        lines += [f"skipped in {name}: {count} × {reason}"
                  for reason, count in sorted(outcome.reasons.items())]
        lines += [f"crashed in {name}, and started anew: {crash}" for crash in outcome.crashes]
    return "\n".join(lines)


def count_junit(report: Path) -> Outcome:
    """Reads CTest's JUnit report."""
    suite = xml.parse(report).getroot()
    total, failed, skipped, disabled = (int(suite.get(name, 0))
                                        for name in ("tests", "failures", "skipped", "disabled"))
    outcome = Outcome(total - failed - skipped - disabled, failed)
    if skipped + disabled:
        outcome.skip("the test program says so", skipped + disabled)
    return outcome


def count_vitest(report: Path) -> Outcome:
    """Reads Vitest's JSON report. A skipped test has the reason in its metadata (open-lanes.ts)."""
    result = json.loads(report.read_text(encoding="utf-8"))
    files = result["testResults"]
    # A file that failed to load has no tests in the report: it counts as one failure.
    broken = sum(not file["assertionResults"] and file["status"] == "failed" for file in files)
    outcome = Outcome(result["numPassedTests"], result["numFailedTests"] + broken)
    for file in files:
        for test in file["assertionResults"]:
            if test["status"] in ("passed", "failed"):
                continue
            reason = (test.get("meta") or {}).get("skipped")
            if reason is None and file["status"] == "failed":
                outcome.failed += 1  # what was to be set up for it was not
            else:
                outcome.skip(reason or "no reason is given")
    return outcome
