"""A process of its own that pushes, to be killed: ``python -m tests.mirrors.push_once HOME``."""

import sys
from pathlib import Path

from tamizdat.mirrors.push import push_all
from tamizdat.shell.home import Home

if __name__ == "__main__":
    for result in push_all(Home(Path(sys.argv[1]))):
        sys.stdout.write(f"{result}\n")
