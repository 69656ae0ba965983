"""Measures the steps of a job at growing sizes, and plans from them: `make bench-scale`.

SHARDS in the environment changes how many shards of half a million records there are at most. Times
are processor time, user and system, so that other programs on the machine change them little.
"""

import dataclasses
import json
import os
import pathlib
import sys
import tempfile

import measuring
import plan

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRAWDOWN = pathlib.Path(os.environ.get("DRAWDOWN", ROOT / ".build" / "release" / "drawdown"))
SHARDS = int(os.environ.get("SHARDS", 64))
NIGHTS = 16
FIGURES = ROOT / "out" / "scale.json"


def measure(folder):
    """All figures, as plain values."""
    work = measuring.Measuring(DRAWDOWN, folder, SHARDS)
    print("making shards", file=sys.stderr)
    work.prepare()
    figures = {"shard_records": measuring.SHARD_RECORDS, "points": [], "nights": []}
    figures["user_bytes"] = work.user_bytes()
    shards = 2
    while shards <= SHARDS:
        point = work.point(shards)
        print(point, file=sys.stderr)
        figures["points"].append(dataclasses.asdict(point))
        FIGURES.write_text(json.dumps(figures, indent=1))
        shards *= 2
    for night in work.nights(NIGHTS, SHARDS * measuring.SHARD_RECORDS // NIGHTS):
        print(night, file=sys.stderr)
        figures["nights"].append(dataclasses.asdict(night))
    return figures


def main():
    if not DRAWDOWN.exists():
        raise SystemExit(f"{DRAWDOWN} is not there; run `make release` first")
    FIGURES.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="drawdown-scale-") as folder:
        figures = measure(folder)
    FIGURES.write_text(json.dumps(figures, indent=1))
    print(plan.page(figures))
    print(f"figures are in {FIGURES.relative_to(ROOT)}", file=sys.stderr)


main()
