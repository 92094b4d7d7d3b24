"""Runs a program inside the toolchain: python3 wasm/toolchain cmake --version"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolchain import Failure, Progress, find_or_make, locked  # noqa: E402


def main(command) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
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
