"""Jobs on real engines: what comes of them is what one machine makes of the same shards."""

from __future__ import annotations

import pathlib
import tempfile
import unittest
from collections.abc import Sequence

import clusters
from processes import wait_until
from world import DRAWDOWN, World, drawdown


class Engines:
    """Hides the tests of no engine in particular from those who look for tests."""

    class Tests(unittest.TestCase):
        """What has to hold on every engine; all tests of one share a cluster."""

        kind: type[clusters.Cluster]
        # Options of the driver under which an engine begins a slow task twice.
        speculating: Sequence[str] = ()
        world: World
        cluster: clusters.Cluster

        @classmethod
        def setUpClass(cls) -> None:
            folder = pathlib.Path(
                cls.enterClassContext(tempfile.TemporaryDirectory(prefix="drawdown-scale-")))
            cls.world = World(folder / "world")
            cls.cluster = cls.enterClassContext(clusters.running(cls.kind, folder / "cluster"))

        def setUp(self) -> None:
            self.folder = pathlib.Path(
                self.enterContext(tempfile.TemporaryDirectory(prefix="drawdown-job-")))
            self.work = self.folder / "work"
            self.ledger = self.folder / "job.db"

        def words(self, shards: Sequence[str], **environment: object) -> list[str]:
            """The command line of a job, with the stand-in as its binary."""
            variables = {"DRAWDOWN_BINARY": DRAWDOWN, "MARKS": self.folder, **environment}
            words = ["--work", str(self.work), "--drawdown", str(self.world.stand_in)]
            for name, value in variables.items():
                words += ["--environment", f"{name}={value}"]
            return [
                *words, *shards, "--", "--ledger", str(self.ledger), "--book", self.world.book]

        def partials(self) -> int:
            """How many shards have a partial."""
            return len(list(self.work.glob("*/shard-*.partial")))

        def assert_nothing_left(self) -> None:
            """The folder of the job has gone; what shards reject is kept."""
            left = [path.name for path in self.work.iterdir()]
            self.assertEqual([name for name in left if not name.endswith(".rejects.ndjson")], [])

        def test_worker_killed(self) -> None:
            job = self.cluster.begin(self.words(self.world.patterns, DELAY=0.2))
            wait_until(lambda: job.poll() is not None or self.partials() >= 8, "partials")
            self.assertIn(self.partials(), range(8, 60), "the job is under way")
            self.cluster.workers.pop(0).kill()
            code, said = clusters.finish(job)
            # The next test has two workers again.
            self.cluster.start_worker().wait_for(self.cluster.registered)
            self.assertEqual(code, 1, said)
            self.assertEqual(
                self.world.exports(self.ledger), self.world.alone("all", self.world.shards))
            drawdown("verify", "--ledger", self.ledger, "--dumps", *self.world.shards)
            self.assert_nothing_left()

        def test_shard_truncated(self) -> None:
            bad = self.folder / "truncated.csv.zst"
            whole = pathlib.Path(self.world.shards[30]).read_bytes()
            bad.write_bytes(whole[:len(whole) // 2])
            code, said = self.cluster.submit(self.words([*self.world.patterns[3:5], str(bad)]))
            self.assertEqual(code, 3, said)
            self.assertRegex(said, rf"{bad}: byte \d+: ")
            self.assertIn("nothing was posted", said)
            self.assertFalse(self.ledger.exists())
            self.assert_nothing_left()

        def test_task_tried_again_and_twice(self) -> None:
            shards = self.world.shards[:16]
            seconds = 15 if self.speculating else 0
            code, said = self.cluster.submit(
                self.words(
                    self.world.patterns[:2], DELAY=0.1, STUMBLES_OVER=shards[2],
                    HANGS_ON=shards[5], HANGS_FOR=seconds),
                self.speculating)
            self.assertEqual(code, 1, said)
            self.assertTrue((self.folder / "stumbled").exists(), "one was killed")
            self.assertTrue((self.folder / "hung").exists(), "one hung")
            self.assertEqual(self.world.exports(self.ledger), self.world.alone("some", shards))
            self.assert_nothing_left()

        def test_task_given_up(self) -> None:
            shard = self.world.shards[26]
            code, said = self.cluster.submit(self.words(self.world.patterns[3:4], FAILS_ON=shard))
            self.assertEqual(code, 4, said)
            self.assertIn(shard, said)
            self.assertIn("the disk is full", said)
            self.assertFalse(self.ledger.exists())
            self.assert_nothing_left()


class SparkTests(Engines.Tests):
    """On a standalone master of Spark."""

    kind = clusters.Spark
    speculating = (
        "--conf", "spark.speculation=true", "--conf", "spark.speculation.interval=100ms",
        "--conf", "spark.speculation.quantile=0.5", "--conf", "spark.speculation.multiplier=1.5")


class DaskTests(Engines.Tests):
    """On a scheduler of Dask."""

    kind = clusters.Dask


if __name__ == "__main__":
    unittest.main()
