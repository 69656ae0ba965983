"""Runs a command and writes the most resident memory that it had, in KiB: peak.py FILE COMMAND..."""

import pathlib
import resource
import subprocess
import sys

code = subprocess.run(sys.argv[2:]).returncode
# The only child that was waited for.
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
pathlib.Path(sys.argv[1]).write_text(str(most))
sys.exit(code if code >= 0 else 128 - code)
