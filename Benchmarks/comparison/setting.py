"""Where things are, and the sizes of a comparison, which the environment can change."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRAWDOWN = ROOT / ".build" / "release" / "drawdown"
PEERS = ROOT / "Benchmarks" / "peers"
REQUIREMENTS = PEERS / "requirements.txt"
VENV = ROOT / ".build" / "bench-venv"
REPORT = ROOT / "out" / "bench.md"

SEED = 5
RECORDS = int(os.environ.get("RECORDS", 8_000_000))
USERS = int(os.environ.get("USERS", 3_000_000))
REPETITIONS = int(os.environ.get("REPETITIONS", 2))
THREADS = int(os.environ.get("THREADS", 2))

# The bound of the run in little memory, for the size above; its dump has four times as many
# records, whose identities alone need more than three times the bound.
BOUND = 256 << 20
BOUND_RECORDS = 4 * RECORDS


def bound():
    """The bound in bytes for this size; drawdown takes no less than a mebibyte."""
    return max(1 << 20, BOUND * RECORDS // 8_000_000)
