"""What an engine takes beside the work: `Scripts/test-scale --figures`.

Jobs of one shard and of 64 shards with one record each: the steps themselves are next to nothing,
and what they take when a shell runs them one behind the other is told beside. Times are processor
time of all processes of the engine and of the driver, since other programs on the machine change
them little; elapsed time is told, too.
"""

from __future__ import annotations

import os
import pathlib
import resource
import subprocess
import tempfile
import time

import clusters
from processes import processor_seconds
from world import DRAWDOWN

HEADER = "record_id,time,sdk_app_id,meter,user_id,quantity\n"
SHARDS = 64


def taken(cluster: clusters.Cluster, words: list[str]) -> tuple[float, float]:
    """Processor time and elapsed time of a job."""
    def total() -> float:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return ended.ru_utime + ended.ru_stime + sum(
            processor_seconds(process.process.pid) for process in cluster.processes)

    before, start = total(), time.monotonic()
    code, said = cluster.submit(words)
    if code != 0:
        raise SystemExit(said)
    return total() - before, time.monotonic() - start


def by_a_shell(shards: list[str], folder: pathlib.Path) -> float:
    """Processor time of reading the shards one behind the other."""
    before = os.times()
    for shard in shards:
        subprocess.run(
            [DRAWDOWN, "aggregate", "--threads", "1", "--partial", folder / "partial", "-o",
             os.devnull, shard], check=True, stderr=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - (
        before.children_user + before.children_system)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="drawdown-figures-") as name:
        folder = pathlib.Path(name)
        (folder / "dumps").mkdir()
        shards = [str(folder / "dumps" / f"{number:02}.csv") for number in range(SHARDS)]
        for number, shard in enumerate(shards):
            pathlib.Path(shard).write_text(
                f"{HEADER}r{number},1759276800,1400000001,audio,,60\n")
        print(f"| {SHARDS} shards, a shell | {by_a_shell(shards, folder):.1f} s | |")
        for kind in (clusters.Dask, clusters.Spark):
            with clusters.running(kind, folder / kind.name) as cluster:
                for count in (1, SHARDS):
                    ledger = folder / f"{kind.name}-{count}.db"
                    processor, elapsed = taken(cluster, [
                        "--work", str(folder / "work"), "--drawdown", str(DRAWDOWN),
                        *shards[:count], "--", "--ledger", str(ledger)])
                    print(
                        f"| {count} shards, {kind.name} | {processor:.1f} s | {elapsed:.0f} s |",
                        flush=True)


if __name__ == "__main__":
    main()
