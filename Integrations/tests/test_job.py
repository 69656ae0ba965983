"""Jobs without an engine: on threads of this process."""

from __future__ import annotations

import concurrent.futures
import contextlib
import io
import itertools
import json
import os
import pathlib
import shutil
import tempfile
import unittest
from collections.abc import Sequence
from unittest import mock

import drawdown_job
import drawdown_steps
from drawdown_steps import Outcome, Plan, Step, StepFailure, Task, parts
from world import DRAWDOWN, drawdown

HEADER = "record_id,time,sdk_app_id,meter,user_id,quantity\n"
BOOK = """\
{"type":"account","account_id":"acct-1","time":"2025-09-01T00:00:00+08:00"}
{"type":"app","sdk_app_id":1400000001,"account_id":"acct-1","time":"2025-09-01T00:00:00+08:00"}
"""


def on_threads(step: Step, tasks: Sequence[Task]) -> list[Outcome]:
    """Stands in for an engine, and tries each task three times at once."""
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        tries = [list(pool.map(step, tasks)) for _ in range(3)]
    for outcomes in tries[1:]:
        if outcomes != tries[0]:
            raise AssertionError(f"{outcomes} differ from {tries[0]}")
    return tries[0]


class JobTests(unittest.TestCase):
    """A small job, whose shards share records and contradict each other."""

    def setUp(self) -> None:
        self.folder = pathlib.Path(
            self.enterContext(tempfile.TemporaryDirectory(prefix="drawdown-job-")))
        self.ledger = self.folder / "ledger.db"
        self.book = self.folder / "book.ndjson"
        self.book.write_text(BOOK)
        self.shards = [
            self.shard("b.csv", "r1,1759276800,1400000001,audio,,60"),
            self.shard("a.csv", "r1,1759276800,1400000001,audio,,120"),
            self.shard("c.csv", "r2,1759276800,1400000001,audio,,7", "r3,,1400000001,audio,,7"),
            self.shard("d.csv", "r2,1759276800,1400000001,audio,,7"),
            self.shard("e.csv", ",1759276800,1400000001,login,u1,"),
        ]

    def shard(self, name: str, *lines: str) -> str:
        """Writes a dump; returns its path."""
        path = self.folder / name
        path.write_text(HEADER + "".join(f"{line}\n" for line in lines))
        return str(path)

    def perform(
        self, shards: Sequence[str], *words: str, hand_over: int = 1
    ) -> tuple[int, str]:
        """Does a job; returns its exit code and what it said."""
        options = drawdown_job.parser("driver", "")
        job, _ = drawdown_job.parse(options, [
            "--work", str(self.folder / "work"), "--drawdown", str(DRAWDOWN), "--fan-in", "2",
            "--hand-over", str(hand_over), *shards, "--", "--ledger", str(self.ledger), "--book", str(self.book), *words])
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            code = drawdown_job.perform(job, on_threads)
        return code, said.getvalue()

    def usage(self, ledger: pathlib.Path) -> str:
        return drawdown("export", "usage", "--ledger", ledger)

    def test_order_decides_what_a_conflict_keeps(self) -> None:
        for shards, hand_over in itertools.product((self.shards, self.shards[::-1]), (1, 3, 9)):
            code, said = self.perform(shards, "--max-rejects", "1", hand_over=hand_over)
            self.assertEqual(code, 1, said)
            alone = self.folder / "alone.db"
            drawdown("run", "--ledger", alone, "--book", self.book, *shards, codes=[1])
            self.assertEqual(self.usage(self.ledger), self.usage(alone))
            self.ledger.unlink()
            alone.unlink()

    def test_code_of_the_job_weighs_all_shards(self) -> None:
        for limits, expected in (((0, 1), 1), ((1, 0), 1), ((1, 1), 0)):
            rejects, conflicts = map(str, limits)
            code, said = self.perform(
                self.shards, "--max-rejects", rejects, "--max-conflicts", conflicts)
            self.assertEqual(code, expected, said)
            self.ledger.unlink()

    def test_rejects_are_gathered(self) -> None:
        _, said = self.perform(self.shards)
        self.assertIn("c.csv): 1 of 2 records rejected, 0 conflicts", said)
        [path] = (self.folder / "work").iterdir()
        self.assertIn(str(path), said)
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        self.assertEqual(
            [(row["reason"], pathlib.Path(row["source"]).name) for row in rows],
            [("time", "c.csv"), ("conflict", "a.csv")])

    def test_all_bad_shards_are_named(self) -> None:
        other = self.shard("other.csv")
        pathlib.Path(other).write_text("no header\n")
        missing = str(self.folder / "missing.csv")
        code, said = self.perform([self.shards[0], other, missing])
        self.assertEqual(code, 3, said)
        for path in (other, missing):
            self.assertIn(f"{path}: ", said)
        self.assertFalse(self.ledger.exists())
        self.assertEqual(list((self.folder / "work").iterdir()), [])

    def test_arguments_of_the_run_are_tried_before_the_shards(self) -> None:
        with mock.patch.object(drawdown_steps, "unite", side_effect=AssertionError):
            for words, book, expected in ((["--throuhg", "2025-10-31"], BOOK, 2), ([], "{}\n", 3)):
                self.book.write_text(book)
                code, said = self.perform(self.shards, *words)
                self.assertEqual(code, expected, said)
                self.assertIn("no shard was read", said)
        self.assertFalse((self.folder / "work").exists())

    def test_expected_records(self) -> None:
        for records, expected in (("6", 1), ("7", 3)):
            code, said = self.perform(self.shards, "--expect-records", records)
            self.assertEqual(code, expected, said)


class StepTests(unittest.TestCase):
    """One task on one machine."""

    def setUp(self) -> None:
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix="drawdown-step-"))
        self.dump = pathlib.Path(self.folder) / "dump.csv"
        self.dump.write_text(HEADER + "r1,1759276800,1400000001,audio,,60\n")
        [self.task] = Plan([str(self.dump)]).aggregates()

    def step(self, drawdown: str = str(DRAWDOWN)) -> Step:
        work = pathlib.Path(self.folder) / "work"
        work.mkdir(exist_ok=True)
        return Step(drawdown, (), str(work))

    def names(self) -> list[str]:
        return sorted(os.listdir(pathlib.Path(self.folder) / "work"))

    def test_many_tries_at_once_leave_one_partial(self) -> None:
        step = self.step()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            outcomes = set(pool.map(step, [self.task] * 40))
        self.assertEqual(len(outcomes), 1)
        self.assertEqual(self.names(), [pathlib.Path(outcomes.pop().partial).name])

    def test_other_content_has_another_name(self) -> None:
        step = self.step()
        first = step(self.task)
        self.dump.write_text(HEADER + "r1,1759276800,1400000001,audio,,61\n")
        self.assertNotEqual(step(self.task).partial, first.partial)
        self.assertEqual(len(self.names()), 2)

    def test_folder_goes_although_somebody_writes_there(self) -> None:
        with tempfile.TemporaryDirectory() as work:
            folder = pathlib.Path(work, "job")
            folder.mkdir()
            (folder / "first").touch()
            remove_all, calls = shutil.rmtree, itertools.count()

            def disturbed(path: pathlib.Path, ignore_errors: bool) -> None:
                # What comes when the folder was looked through already keeps it.
                if next(calls) < 2:
                    return (path / "late").touch()
                remove_all(path, ignore_errors=ignore_errors)

            with mock.patch("shutil.rmtree", disturbed):
                drawdown_steps.remove(folder)
            self.assertFalse(folder.exists())
            self.assertEqual(next(calls), 3)

    def test_no_outcome(self) -> None:
        missing = str(pathlib.Path(self.folder) / "missing")
        for binary, words in ((missing, "the same path"), ("false", "exit code 1")):
            with self.assertRaisesRegex(StepFailure, words) as raised:
                self.step(binary)(self.task)
            self.assertEqual(raised.exception.code, 70)
            self.assertIn(str(self.dump), str(raised.exception))
        self.assertEqual(self.names(), [])


class PlanTests(unittest.TestCase):
    """How a job is cut into tasks."""

    def test_parts(self) -> None:
        for count in range(1, 200):
            for most in range(2, 12):
                found = parts(count, most)
                self.assertEqual([place for part in found for place in part], list(range(count)))
                self.assertLessEqual(max(map(len, found)), most)
                self.assertLessEqual(max(map(len, found)) - min(map(len, found)), 1)
                self.assertLess(len(found) - 1, count / most)

    def test_shards_are_listed_in_order_and_once(self) -> None:
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            for name in ("b.csv", "a.csv", "z[1].csv"):
                pathlib.Path(name).touch()
            listed = drawdown_job.listed(["z[1].csv", "elsewhere.csv", "*.csv"])
            self.assertEqual(
                [os.path.basename(path) for path in listed],
                ["z[1].csv", "elsewhere.csv", "a.csv", "b.csv"])
            self.assertTrue(all(map(os.path.isabs, listed)))
            with self.assertRaisesRegex(FileNotFoundError, r"like \*\.zst"):
                drawdown_job.listed(["*.zst"])

    def test_wrong_usage(self) -> None:
        options = drawdown_job.parser("driver", "")
        for words in (
            ["--work", "w", "a.csv"], ["--work", "w", "--", "--ledger", "l"],
            ["a.csv", "--", "--ledger", "l"],
            ["--work", "w", "--fan-in", "1", "a.csv", "--", "--ledger", "l"],
            ["--work", "w", "--hand-over", "0", "a.csv", "--", "--ledger", "l"],
            ["--work", "w", "--environment", "A", "a.csv", "--", "--ledger", "l"],
            ["--work", "w", "*.nothing", "--", "--ledger", "l"],
        ):
            with self.subTest(words), contextlib.redirect_stderr(io.StringIO()):
                with self.assertRaises(SystemExit) as raised:
                    drawdown_job.parse(options, words)
                self.assertEqual(raised.exception.code, 2)


if __name__ == "__main__":
    unittest.main()
