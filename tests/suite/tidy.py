"""clang-tidy over wasm/core. A file is checked again only if it, a file that it includes, its
compile command, the rules or the toolchain changed since it was last found clean. With CI=true,
every file is checked."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from toolchain import BUILD, BUILD_FOLDERS, REPO, Failure, read, replace

from .outcome import CI, Outcome

# The files found clean: the path of each in the repository, and its fingerprint at that time.
CLEAN = BUILD / "reports" / "tidy.json"


def tidy(toolchain, program: str) -> Outcome:
    """Each file counts as a test. `program` is clang-tidy's path in the toolchain. Needs the native
    build, whose dependency lists say what each file includes."""
    folder = BUILD_FOLDERS["native"]
    commands = json.loads((folder / "compile_commands.json").read_text(encoding="utf-8"))
    core = str(REPO / "wasm" / "core") + os.sep
    commands = [command for command in commands if command["file"].startswith(core)]
    if not commands:
        raise Failure("clang-tidy: the native build compiles no file of wasm/core.")
    includes = included(toolchain, folder)
    rules = (REPO / ".clang-tidy").read_bytes() + toolchain.identity.encode()
    clean = {} if CI else json.loads(read(CLEAN) or "{}")

    def check(command) -> Failure | None:
        name = str(Path(command["file"]).relative_to(REPO))
        now = fingerprint(command, includes.get(command["output"], []), rules)
        if clean.get(name) == now:
            return None
        try:
            toolchain.run(["nice", "-n", "19", program, "-quiet", "-p", str(folder), command["file"]],
                          log=f"clang-tidy/{Path(name).stem}")
        except Failure as failure:
            return failure
        clean[name] = now
        return None

    # Leaves a core to the browser tests, which run at the same time (stages.py).
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 1) - 1)) as pool:
        failures = [failure for failure in pool.map(check, commands) if failure]
    CLEAN.parent.mkdir(parents=True, exist_ok=True)
    replace(CLEAN, json.dumps(clean, indent=1, sort_keys=True))
    return Outcome(len(commands) - len(failures), len(failures), failures=failures)


def included(toolchain, folder: Path) -> dict:
    """Maps each object file to the files of the repository that it was compiled from."""
    found, files = {}, []
    for line in toolchain.output(["ninja", "-C", str(folder), "-t", "deps"]).splitlines():
        if not line.startswith(" "):
            files = found.setdefault(line.partition(": #deps")[0], [])
        elif Path(folder, line.strip()).is_relative_to(REPO):
            files.append(Path(folder, line.strip()))
    return found


def fingerprint(command: dict, includes: list, rules: bytes) -> str:
    digest = hashlib.sha256(rules + command["command"].encode())
    for path in sorted({Path(command["file"]), *includes}):
        # Files that the build generates, such as precompiled headers, are not our sources.
        if not path.is_relative_to(BUILD):
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()
