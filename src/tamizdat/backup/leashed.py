"""A program that ends when the one that asked for it has ended: ``python -m tamizdat.backup.leashed PARENT PROGRAM …``.

So a backup that is killed leaves no restic behind that goes on reading what will be taken away.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tamizdat.shell.leash import end_with_parent


def main() -> None:
    """Leads a group of its own, which the leash ends as a whole; hands on what it holds open, such as a lock."""
    os.setpgid(0, 0)
    end_with_parent(int(sys.argv[1]))
    sys.exit(subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, close_fds=False, check=False).returncode)


if __name__ == "__main__":
    main()
