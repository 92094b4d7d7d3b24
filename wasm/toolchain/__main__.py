"""Runs a program inside the toolchain: python3 wasm/toolchain cmake --version"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolchain import (  # noqa: E402
    Failure, Progress, end_as_by_the_user, find_or_make, locked, print_anywhere,
)


def main(command) -> int:
    print_anywhere()
    end_as_by_the_user()
    try:
        progress = Progress(1, out=sys.stderr)
        with locked(), progress.stage("Emscripten toolchain"):
            toolchain = find_or_make(progress)
        return toolchain.call(command or ["bash"], cwd=os.getcwd())
    except Failure as failure:
        failure.report()
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
