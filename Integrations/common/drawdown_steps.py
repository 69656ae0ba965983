"""The steps of a job that reads dumps on many machines, whichever engine runs them.

    shards ──aggregate──▶ partials ──merge, level by level──▶ one partial ──run──▶ ledger
             executors               executors                              coordinator

Only names travel: a task is a command of the binary on files that every machine sees, and its
outcome is where the result lies. So all that an engine has to give is `Everywhere`, a function that
applies a step to each of some tasks on its machines. It may try a task again or twice at the same
time: a partial appears whole or not at all, under a name that holds what it says, and a merge counts
a dump once however often it comes.

This file needs nothing but Python's own library, and goes to the machines as it is.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

# Exit codes of drawdown.
DONE, ATTENTION, USAGE, UNTRUSTED, DISK, DEFECT = 0, 1, 2, 3, 4, 70


@dataclasses.dataclass(frozen=True)
class Task:
    """One command of the binary, from some files to a partial."""

    # Tells tasks of a job apart, and begins the names of what comes of it.
    name: str
    # The command and its own options.
    words: tuple[str, ...]
    # In the order in which their dumps count.
    inputs: tuple[str, ...]

    @property
    def what(self) -> str:
        """Its inputs in words."""
        further = len(self.inputs) - 1
        return self.inputs[0] + (f" and {further} more" if further else "")


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What came of a task that should not be tried again."""

    task: Task
    # 0 and 1 with a partial; 2 and 3 without one.
    code: int
    host: str
    # What the binary said, its summary left out.
    said: str
    partial: str = ""
    # Records that are not counted, with place and reason; empty when there are none.
    rejects: str = ""
    read: int = 0
    rejected: int = 0
    conflicts: int = 0


class StepFailure(Exception):
    """A task that came to no outcome: a disk, a signal, a defect. Another try may do better."""

    def __init__(self, message: str, code: int) -> None:
        # All arguments go to the base, so that the failure travels between processes.
        super().__init__(message, code)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return self.message


@dataclasses.dataclass(frozen=True)
class Step:
    """Runs tasks on the machine that it is called on."""

    drawdown: str
    # Added to the environment of the machine.
    environment: tuple[tuple[str, str], ...]
    # The folder of the job, which every machine sees.
    folder: str

    def __call__(self, task: Task) -> Outcome:
        """Runs the binary and keeps what it wrote.

        An input that cannot be trusted is an outcome, since another try reads the same bytes, and
        all bad inputs should be told at once. Whatever else goes wrong is raised.
        """
        host = socket.gethostname()
        # Attempts at one task may overlap, so that each writes to names of its own.
        attempt = f"{self.folder}/.{task.name}-{uuid.uuid4().hex}"
        partial, rejects = f"{attempt}.partial", f"{attempt}.rejects"
        words = [
            self.drawdown, *task.words, "--json", "--partial", partial, "--rejects", rejects, "--",
            *task.inputs]
        try:
            done = subprocess.run(
                words, env={**os.environ, **dict(self.environment)}, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8",
                errors="replace", check=False)
            if done.returncode in (USAGE, UNTRUSTED):
                return Outcome(task, done.returncode, host, done.stderr)
            summary, said = parted(done.stderr)
            if done.returncode not in (DONE, ATTENTION) or not summary:
                raise failure(task, host, done.returncode, done.stderr)
            counts = summary["records"]
            return Outcome(
                task, done.returncode, host, said, *self._keep(task, summary, partial, rejects),
                counts["read"], counts["rejected"], counts["conflicts"])
        except OSError as error:
            raise StepFailure(
                f"{task.name} ({task.what}) on {host}: {error}; the binary and the work folder "
                "have to be at the same path on every machine", DEFECT) from error
        finally:
            for path in (partial, rejects):
                with contextlib.suppress(OSError):
                    os.remove(path)

    def _keep(
        self, task: Task, summary: Mapping[str, Any], partial: str, rejects: str
    ) -> tuple[str, str]:
        """Gives the files of an attempt the names under which the job knows them.

        The name of the task alone would do if no input ever changed. With the address behind it, a
        name stands for one content: an attempt that another one has preceded leaves what is there,
        so that nothing is replaced that a merge may be reading.
        """
        name = f"{self.folder}/{task.name}-{summary['partial']}"
        kept = (f"{name}.partial", f"{name}.rejects")
        if os.path.getsize(rejects):
            take(rejects, kept[1])
        else:
            kept = (kept[0], "")
        take(partial, kept[0])
        return kept


def take(path: str, name: str) -> None:
    """Gives a file its name, unless something has that name already."""
    if not os.path.exists(name):
        os.replace(path, name)


def parted(errors: str) -> tuple[Mapping[str, Any], str]:
    """The summary among what the binary said, empty when there is none, and the rest."""
    lines = errors.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.startswith('{"command":'):
            return json.loads(line), "".join(lines[:number] + lines[number + 1:])
    return {}, errors


def failure(task: Task, host: str, code: int, said: str) -> StepFailure:
    """The failure of a binary that ended in a way that another try may mend."""
    ending = f"exit code {code}" if code >= 0 else f"signal {-code}"
    message = f"{task.name} ({task.what}) on {host}: drawdown ended with {ending}\n{said}"
    # What is no binary of ours may end with any code.
    return StepFailure(message.rstrip(), DISK if code == DISK else DEFECT)


# Applies a step to each task on the machines of an engine; outcomes are in the order of the tasks.
Everywhere = Callable[[Step, Sequence[Task]], Sequence[Outcome]]


class UntrustedShards(Exception):
    """Tasks whose inputs cannot be trusted, told together."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__("\n".join(
            f"{outcome.task.name} ({outcome.task.what}) on {outcome.host}: exit code "
            f"{outcome.code}\n{outcome.said.rstrip()}" for outcome in outcomes))
        self.code = max(outcome.code for outcome in outcomes)


@dataclasses.dataclass(frozen=True)
class Plan:
    """What is to be done, and how it is cut into tasks."""

    # In the order in which they count: of contradicting records the first one stands.
    shards: Sequence[str]
    # Options of `aggregate`, and those of every step.
    reading: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    # How many partials a merge takes, and how many the run may take in the end.
    fan_in: int = 16
    hand_over: int = 1

    def aggregates(self) -> list[Task]:
        """A task for each shard; its usage is in the partial, so that the export goes nowhere."""
        words = ("aggregate", *self.common, *self.reading, "--output", os.devnull)
        return [
            Task(f"shard-{number:05}", words, (shard,))
            for number, shard in enumerate(self.shards)]

    def merges(self, level: int, partials: Sequence[str]) -> list[Task]:
        """The tasks of a level of the tree; neighbours go together, since their order counts."""
        words = ("merge", *self.common)
        return [
            Task(f"merge-{level}-{number:05}", words, tuple(partials[part.start:part.stop]))
            for number, part in enumerate(parts(len(partials), self.fan_in))]


def parts(count: int, most: int) -> list[range]:
    """Cuts a number of things into as few parts as can be, none larger than `most`, all alike."""
    number = -(-count // most)
    bounds = [count * place // number for place in range(number + 1)]
    return [range(*pair) for pair in zip(bounds, bounds[1:])]


@dataclasses.dataclass
class Union:
    """Partials of all shards in their order, and what was rejected on the way to them."""

    partials: list[str]
    # The rejects files of all steps, in the order of the shards and then of the tree.
    rejects: list[str]


def unite(plan: Plan, step: Step, everywhere: Everywhere, tell: Callable[[str], None]) -> Union:
    """Reads all shards and merges what comes of them, until few enough partials are left.

    - Raises: `UntrustedShards` with all that cannot be trusted; whatever the engine raises when it
      has given a task up.
    """
    outcomes = settle(everywhere(step, plan.aggregates()), tell)
    rejects = [outcome.rejects for outcome in outcomes if outcome.rejects]
    level = 1
    while len(outcomes) > plan.hand_over:
        taken = [outcome.partial for outcome in outcomes]
        outcomes = settle(everywhere(step, plan.merges(level, taken)), tell)
        rejects += [outcome.rejects for outcome in outcomes if outcome.rejects]
        # The level is complete, and nobody asks for what it was made of.
        for path in set(taken) - {outcome.partial for outcome in outcomes}:
            with contextlib.suppress(OSError):
                os.remove(path)
        level += 1
    return Union([outcome.partial for outcome in outcomes], rejects)


def settle(outcomes: Sequence[Outcome], tell: Callable[[str], None]) -> Sequence[Outcome]:
    """Outcomes with a partial each; says which of them need a person."""
    bad = [outcome for outcome in outcomes if not outcome.partial]
    if bad:
        raise UntrustedShards(bad)
    for outcome in outcomes:
        if outcome.said:
            tell(f"{outcome.task.name} ({outcome.task.what}): {outcome.said.rstrip()}")
        # Of a merge they are those of its inputs, which were told.
        if outcome.code == ATTENTION and outcome.task.words[0] == "aggregate":
            tell(
                f"{outcome.task.name} ({outcome.task.what}): {outcome.rejected} of "
                f"{outcome.read} records rejected, {outcome.conflicts} conflicts")
    return outcomes


@contextlib.contextmanager
def job_folder(work: str, keep: bool) -> Iterator[str]:
    """A folder of the job's own in the shared one, which goes with the job unless it is kept."""
    folder = pathlib.Path(work).resolve() / f"drawdown-{uuid.uuid4().hex[:16]}"
    folder.mkdir(parents=True)
    try:
        yield str(folder)
    finally:
        if not keep:
            remove(folder)


def remove(folder: pathlib.Path) -> None:
    """Removes a folder in which attempts may still write that nobody waits for; they fail then.

    One that makes a file just now keeps the folder, so it is tried a few times.
    """
    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.2)


def gather(paths: Sequence[str], target: str) -> None:
    """Puts files one behind the other into a new one."""
    with open(target, "xb") as output:
        for path in paths:
            with open(path, "rb") as part:
                shutil.copyfileobj(part, output)
