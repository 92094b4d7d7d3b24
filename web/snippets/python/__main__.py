"""Runs one snippet, for the tests: `python3 web/snippets/python MODULE FUNCTION '[arguments]'`, the
arguments and the answers as JSON."""

import asyncio
import importlib
import json
import sys

if __name__ == "__main__":
    module, function, arguments = sys.argv[1:]
    snippet = getattr(importlib.import_module(module), function)
    print(json.dumps(asyncio.run(snippet(*json.loads(arguments)))))
