"""How long it takes from a clone to the page: with nothing there, with the toolchain there, with one
C++ file touched, with nothing changed.

A clone of this checkout's last commit is built in a folder of its own by the command of the README.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]

STAGE = re.compile(r"^\[\d+/\d+\] (.+) … (\d+) s$", re.M)
# What an edge of the build is, by the file that it makes.
KINDS = (
    ("Emscripten's libraries", re.compile(r"/system-libraries$")),
    ("parsing the standard headers", re.compile(r"\.pch$")),
    ("compiling", re.compile(r"\.o$")),
    ("linking", re.compile(r"\.(mjs|js|a)$")),
    ("previews", re.compile(r"previews")),
    ("the page", re.compile(r"/index\.html$")),
)
# A kernel, a part of the threads, a part that every module has, and a header that much includes.
TOUCHED = ("workloads/hash.cpp", "scheduling/thread_pool.cpp", "run/run.cpp", "scheduling/semaphore.hpp")


def bench(rounds: int = 3) -> dict:
    """The report of one run; `rounds` of what is short. See report.ts for its shape."""
    folder = Path(tempfile.mkdtemp(prefix="lanes-build-"))
    try:
        clone = folder / "lanes"
        subprocess.run(["git", "clone", "--quiet", str(REPO), str(clone)], check=True)
        return measure(clone, rounds)
    finally:
        subprocess.run(["rm", "-rf", "--one-file-system", str(folder)], check=True)


def measure(clone: Path, rounds: int) -> dict:
    nothing = build(clone)
    for path in (clone / "build").iterdir():
        if path.name != "toolchain":
            remove(path)
    remove(clone / "web" / "node_modules")
    toolchain = build(clone)
    touched = {}
    for name in TOUCHED:
        source = clone / "wasm" / "core" / name
        touched[name] = []
        for _ in range(rounds):
            source.touch()
            touched[name].append(build(clone))
    unchanged = [build(clone) for _ in range(rounds)]
    rows = [
        {"name": "nothing there", "figures": nothing},
        {"name": "toolchain there", "figures": toolchain},
        *({"name": f"{name} touched", "figures": median_of(runs)} for name, runs in touched.items()),
        {"name": "nothing changed", "figures": median_of(unchanged)},
    ]
    sources = [row["figures"]["total s"] for row in rows if row["name"].endswith(".cpp touched")]
    return {
        "bench": "build",
        "environment": {"machine": platform.processor() or platform.machine(),
                        "cores": os.cpu_count(), "load before": round(os.getloadavg()[0], 1)},
        "rows": rows,
        "claims": [
            at_most("nothing there → page, s", nothing["total s"], 360),
            at_most("toolchain there → page, s", toolchain["total s"], 150),
            at_most("one C++ file touched → page, s", max(sources), 15),
            at_most("nothing changed → page, s", median_of(unchanged)["total s"], 2),
        ],
        "notes": ["The stages are the wall times that serve.py prints; the parts of the build are "
                  "added up over the cores that work side by side."],
    }


def build(clone: Path) -> dict:
    """Figures of one `serve.py --build-only`, in seconds: in all, by stage, and by kind of edge."""
    log = clone / "build" / "wasm" / ".ninja_log"
    before = set(edges_of(log))
    began = time.monotonic()
    run = subprocess.run([sys.executable, "serve.py", "--build-only"], cwd=clone, text=True,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         check=False)
    total_s = time.monotonic() - began
    if run.returncode:
        raise RuntimeError(f"serve.py --build-only failed:\n{run.stdout}")
    figures = {"total s": total_s}
    figures |= {f"{name} s": float(seconds) for name, seconds in STAGE.findall(run.stdout)}
    spent = {}
    for start, end, _, output, _ in set(edges_of(log)) - before:
        kind = next((name for name, pattern in KINDS if pattern.search(output)), None)
        if kind:
            # One edge may make several files: it is counted once.
            spent[kind, start, end] = (int(end) - int(start)) / 1000
    for kind, _ in KINDS:
        figures[f"({kind}) s"] = sum(s for (name, _, _), s in spent.items() if name == kind)
    return {name: s for name, s in figures.items() if s or name == "total s"}


def edges_of(log: Path) -> list:
    """Rows of a Ninja log: start ms, end ms, mtime, output, hash of the command."""
    if not log.exists():
        return []
    lines = log.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


def median_of(runs: list) -> dict:
    """The run with the median total."""
    return sorted(runs, key=lambda figures: figures["total s"])[len(runs) // 2]


def at_most(what: str, value: float, most: float) -> dict:
    return {"what": what, "value": value, "goal": f"≤ {most}", "holds": value <= most}


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def print_report(report: dict) -> None:
    """As report.ts prints its own."""
    print(f"\n{report['bench']}")
    for key, value in report["environment"].items():
        print(f"  {key}: {value}")
    for row in report["rows"]:
        figures = "  ".join(f"{name} {value:.1f}" for name, value in row["figures"].items())
        print(f"  {row['name']:34} {figures}")
    for note in report["notes"]:
        print(f"  note: {note}")
    for claim in report["claims"]:
        verdict = "holds" if claim["holds"] else "FALLS SHORT"
        print(f"  {verdict}: {claim['what']}: {claim['value']:.1f} (goal {claim['goal']})")
