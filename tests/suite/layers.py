"""The order of layers: which files a file may import or include, here called knowing them. A folder
may know itself and the folders before it in its row. A row applies to each pair of files below its
root. No file may know one that knows it, directly or indirectly.

The order is written down only here. `tests/run.py --only check` checks it: TypeScript imports, of
values and of types, and C++ includes.
"""

from __future__ import annotations

import re
from pathlib import Path

# Each entry is a folder with its subfolders, or a tuple of folders that may not know each other. ""
# stands for the files directly in the root, "*" for all folders not named, which may not know each
# other either.
ORDER = {
    "wasm/core": (
        "base", "inputs", "workloads", "recording", "scheduling", "downstream", "run",
        ("sharing", "own"),
    ),
    "wasm/core/sharing": ("", "programs", ("explorer", "threads", "event_loop")),
    "wasm/browser": (
        "platform", "io", "hosts", "bindings",
    ),
    "web": (
        "base", "spec", "workers", "offline", ("monitor", "timeline"), "engine",
        ("analysis", "share"), "api", "kit", ("app", "embed"), "stories", "previews", "not-found",
        # The build's plug-ins, and the files directly in web/: they may use all of the above.
        "plugins", "",
    ),
    "web/spec": ("", ("link", "sharing")),
    "web/timeline": ("scene", "drawing", ""),
    "web/monitor": ("probe", "pulse", ""),
    "web/engine": ("files", "service", "hosts", "own", ""),
    "web/analysis": ("simple-test", "sweep", "verdict", "explore", ""),
    "web/share": ("", "export"),
    "web/app": (
        ("run", "setup", "strategies", "picture", "pulse", "timeline", "verdict", "share"),
        ("sweep", "simple-test"), "",
    ),
    "web/stories": ("figures", "", "*"),
    "web/previews": ("node", "cases", ""),
}

IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"'?]+)(?:\?[^"']*)?["']""")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def problems(repo: Path) -> list:
    """Violations of the order, and cycles, one sentence each."""
    known = {**typescript(repo), **cpp(repo)}
    found = [sentence for file, others in sorted(known.items()) for other in sorted(others)
             for sentence in against_order(file, other)]
    found += [f"{' knows '.join([*cycle, cycle[0]])}: a cycle." for cycle in cycles(known)]
    return found


def against_order(file: str, other: str):
    """Yields a sentence for each row in which `file` may not know `other`, or one of them has no
    place. Both are paths in the repository."""
    for root, row in ORDER.items():
        if not (file.startswith(root + "/") and other.startswith(root + "/")):
            continue
        mine, its = place(file[len(root) + 1:], row), place(other[len(root) + 1:], row)
        if mine is None or its is None:
            missing = file if mine is None else other
            yield f"{missing}: its folder has no place in the order of {root} (tests/suite/layers.py)."
        elif mine[1] != its[1] and mine[0] <= its[0]:
            yield f"{file} knows {other}, which in {root} is not before it."


def place(path: str, row: tuple):
    """A file's place in the row: its layer's index and its folder, or None. `path` is relative to
    the row's root."""
    top = path.split("/")[0] if "/" in path else ""
    for number, layer in enumerate(row):
        for folder in (layer if isinstance(layer, tuple) else (layer,)):
            if folder == top or folder == "*" and top:
                return number, top
    return None


def typescript(repo: Path) -> dict:
    """Maps each TypeScript file of web/ to those that it imports."""
    known = {}
    for path in (repo / "web").rglob("*.ts"):
        if "node_modules" in path.parts:
            continue
        targets = ((path.parent / name).resolve() for name in IMPORT.findall(path.read_text("utf-8")))
        known[name_of(path, repo)] = {name_of(target, repo) for target in targets
                                      if target.suffix == ".ts" and target.is_file()}
    return known


def cpp(repo: Path) -> dict:
    """Maps each C++ file of wasm/ to the project's files that it includes."""
    roots = [repo / "wasm" / "core", repo / "wasm" / "browser"]
    known = {}
    for path in (repo / "wasm").rglob("*.[hc]pp"):
        names = INCLUDE.findall(path.read_text("utf-8"))
        targets = [root / name for name in names for root in roots if (root / name).is_file()]
        known[name_of(path, repo)] = {name_of(target, repo) for target in targets}
    return known


def name_of(path: Path, repo: Path) -> str:
    return path.resolve().relative_to(repo.resolve()).as_posix()


def cycles(known: dict) -> list:
    """The strongly connected components that have a cycle: lists of files each of which knows all
    others of its list, directly or indirectly.
    Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972)."""
    index, low, stack, found = {}, {}, [], []

    def visit(file: str) -> None:
        index[file] = low[file] = len(index)
        stack.append(file)
        for other in sorted(known.get(file, ())):
            if other not in index:
                visit(other)
                low[file] = min(low[file], low[other])
            elif other in stack:
                low[file] = min(low[file], index[other])
        if low[file] == index[file]:
            knot = stack[stack.index(file):]
            del stack[stack.index(file):]
            if len(knot) > 1 or file in known.get(file, ()):
                found.append(knot)

    for file in sorted(known):
        if file not in index:
            visit(file)
    return found
