"""Reads dumps with drawdown on the workers of Dask: `python3 drawdown_dask.py --help`."""

from __future__ import annotations

import argparse
import contextlib
import pathlib
import sys
from collections.abc import Iterator, Sequence

from distributed import Client

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "common"))
import drawdown_job
import drawdown_steps
from drawdown_steps import Everywhere, Outcome, Step, Task

# How often a task that raised is tried again, as Spark does it unless told otherwise. A task whose
# worker died is not counted here: `distributed.scheduler.allowed-failures` bounds that.
RETRIES = 3


@contextlib.contextmanager
def connect(given: argparse.Namespace) -> Iterator[Everywhere]:
    """The workers of a scheduler that runs already."""
    with Client(given.scheduler) as client:  # type: ignore[no-untyped-call]
        # Workers that come later get it, too.
        client.upload_file(drawdown_steps.__file__)

        def everywhere(step: Step, tasks: Sequence[Task]) -> list[Outcome]:
            # A step writes files, so that two calls are not one although they look the same.
            futures = client.map(step, tasks, pure=False, retries=RETRIES)
            return list(client.gather(futures))

        yield everywhere


if __name__ == "__main__":
    options = drawdown_job.parser("drawdown_dask.py", "Read dumps with drawdown on Dask.")
    options.add_argument(
        "--scheduler", required=True, metavar="ADDRESS",
        help="the address of the scheduler, such as tcp://10.0.0.1:8786")
    drawdown_job.main(options, connect)
