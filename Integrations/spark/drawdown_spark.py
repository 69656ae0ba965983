"""Reads dumps with drawdown on the executors of Spark: `spark-submit drawdown_spark.py --help`.

Each task starts the binary as a process. `RDD.pipe` would do so as well, but it takes no notice of
exit codes unless told with `checkCode`, and then knows two of them: it would fail on a 1, which says
that a person should look. What the program says would be left in the logs of executors.
"""

from __future__ import annotations

import argparse
import contextlib
import pathlib
import sys
from collections.abc import Iterator, Sequence

from pyspark import SparkConf, SparkContext

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "common"))
import drawdown_job
import drawdown_steps
from drawdown_steps import Everywhere, Outcome, Step, Task


@contextlib.contextmanager
def connect(given: argparse.Namespace) -> Iterator[Everywhere]:
    """The executors of the context that spark-submit has set up."""
    context = SparkContext(conf=SparkConf().setAppName("drawdown"))
    context.addPyFile(drawdown_steps.__file__)

    def everywhere(step: Step, tasks: Sequence[Task]) -> list[Outcome]:
        # A partition for each task, so that it is scheduled and tried again by itself.
        return context.parallelize(tasks, len(tasks)).map(step).collect()

    try:
        yield everywhere
    finally:
        context.stop()


if __name__ == "__main__":
    drawdown_job.main(
        drawdown_job.parser("drawdown_spark.py", "Read dumps with drawdown on Spark."), connect)
