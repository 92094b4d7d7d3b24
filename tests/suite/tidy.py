"""clang-tidy over wasm/core, whose folders are one translation unit each: nearly all of its time
goes to the standard headers, and the files of a folder share those. A unit is checked again only if
its files, what they include, their flags, the rules or the toolchain changed since it was last found
clean. With CI=true, every unit is checked."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from toolchain import BUILD, BUILD_FOLDERS, REPO, Failure, read, replace

from .outcome import CI, Outcome

# The units found clean: the fingerprint of each at that time.
CLEAN = BUILD / "reports" / "tidy.json"


@dataclass
class Unit:
    """Files of a folder that are compiled with the same flags."""

    name: str
    flags: tuple
    sources: list = field(default_factory=list)
    includes: set = field(default_factory=set)

    def fingerprint(self, rules: bytes) -> str:
        digest = hashlib.sha256(rules + shlex.join(self.flags).encode())
        for path in sorted({*self.sources, *self.includes}):
            # Files that the build generates are not our sources.
            if not path.is_relative_to(BUILD):
                digest.update(str(path).encode() + path.read_bytes())
        return digest.hexdigest()


def tidy(toolchain, program: str) -> Outcome:
    """Each unit counts as a test. `program` is clang-tidy's path in the toolchain. Needs the native
    build, whose dependency lists say what each file includes."""
    native = BUILD_FOLDERS["native"]
    commands = json.loads((native / "compile_commands.json").read_text(encoding="utf-8"))
    units = units_of(commands, included(toolchain, native))
    if not units:
        raise Failure("clang-tidy: the native build compiles no file of wasm/core.")
    rules = (REPO / ".clang-tidy").read_bytes() + toolchain.identity.encode()
    clean = {} if CI else json.loads(read(CLEAN) or "{}")
    folder = BUILD / "tidy"
    folder.mkdir(parents=True, exist_ok=True)

    def check(unit: Unit) -> Failure | None:
        now = unit.fingerprint(rules)
        if clean.get(unit.name) == now:
            return None
        path = folder / f"{unit.name}.cpp"
        replace(path, "".join(f'#include "{source}"\n' for source in unit.sources))
        try:
            # A unit is nothing but sources that are included.
            toolchain.run(["nice", "-n", "19", program, "-quiet", "-checks=-bugprone-suspicious-include",
                           str(path), "--", *unit.flags], log=f"clang-tidy/{unit.name}")
        except Failure as failure:
            return failure
        clean[unit.name] = now
        return None

    # Leaves a core to the browser tests, which run at the same time (stages.py).
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 1) - 1)) as pool:
        failures = [failure for failure in pool.map(check, units) if failure]
    CLEAN.parent.mkdir(parents=True, exist_ok=True)
    replace(CLEAN, json.dumps(clean, indent=1, sort_keys=True))
    return Outcome(len(units) - len(failures), len(failures), failures=failures)


def units_of(commands, includes: dict) -> list:
    """The sources of wasm/core, each once: some are compiled again for other tests. `includes`: see
    included()."""
    core = REPO / "wasm" / "core"
    units, known = {}, set()
    for command in commands:
        source = Path(command["file"])
        if source in known or not source.is_relative_to(core):
            continue
        known.add(source)
        flags = flags_of(command["command"])
        folder = source.parent.relative_to(core).parts[:1]
        same = [unit for unit in units.get(folder, []) if unit.flags == flags]
        if not same:
            same = [Unit("-".join((*folder, str(len(units.get(folder, []))))), flags)]
            units.setdefault(folder, []).extend(same)
        same[0].sources.append(source)
        same[0].includes.update(includes.get(command["output"], []))
    return [unit for of_folder in units.values() for unit in of_folder]


def flags_of(command: str) -> tuple:
    """A compiler's flags, without its input and output and what a precompiled header needs."""
    words = iter(shlex.split(command)[1:])
    flags = []
    for word in words:
        if word in ("-Xclang", "-o", "-c"):
            next(words)
        elif word != "-Winvalid-pch":
            flags.append(word)
    return tuple(flags)


def included(toolchain, folder: Path) -> dict:
    """Maps each object file to the files of the repository that it was compiled from."""
    found, files = {}, []
    for line in toolchain.output(["ninja", "-C", str(folder), "-t", "deps"]).splitlines():
        if not line.startswith(" "):
            files = found.setdefault(line.partition(": #deps")[0], [])
        elif Path(folder, line.strip()).is_relative_to(REPO):
            files.append(Path(folder, line.strip()))
    return found
