"""A job from the command line to the ledger; drivers of engines add where tasks run.

The coordinator is the machine that the driver runs on. It alone opens the ledger.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import glob
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence

import drawdown_steps
from drawdown_steps import (
    ATTENTION, DEFECT, DISK, DONE, USAGE, Everywhere, Plan, Step, StepFailure, UntrustedShards)

EPILOG = """\
What follows -- is given to `drawdown run` as it is: --ledger, --book, --through and so on. Of
contradicting records the first one stands, in the order of the shards as they are given.

Exits as drawdown does: 0 done, 1 done but something needs a person, 2 wrong usage, 3 a shard cannot
be trusted and nothing was posted, 4 a disk or the ledger, 70 a task that was given up.
"""


@dataclasses.dataclass(frozen=True)
class Job:
    """What the command line asks for."""

    drawdown: str
    environment: tuple[tuple[str, str], ...]
    plan: Plan
    work: str
    keeps_work: bool
    rejects: str | None
    # The arguments of `drawdown run`, partials left out.
    run: tuple[str, ...]


def parser(prog: str, about: str) -> argparse.ArgumentParser:
    """The options that drivers of all engines have."""
    options = argparse.ArgumentParser(
        prog=prog, description=about, epilog=EPILOG, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage=f"{prog} [options] --work FOLDER SHARD... -- RUN-ARGUMENT...")
    options.add_argument(
        "shards", nargs="+", metavar="SHARD",
        help="dumps, as paths that every machine sees; patterns are resolved on the coordinator, in "
        "the order of names")
    options.add_argument(
        "--work", required=True, metavar="FOLDER",
        help="a folder that every machine sees, with room for twice the compressed dumps")
    options.add_argument(
        "--keep-work", action="store_true", help="leave the partials of the job there")
    options.add_argument(
        "--drawdown", default="drawdown", metavar="PATH",
        help="the binary on every machine (default: drawdown in PATH)")
    options.add_argument(
        "--environment", action="append", default=[], metavar="NAME=VALUE", type=variable,
        help="set a variable for each step (may be repeated)")
    options.add_argument(
        "--fan-in", type=number(2), default=16, metavar="N",
        help="how many partials a merge takes (default: 16)")
    options.add_argument(
        "--hand-over", type=number(1), default=1, metavar="N",
        help="merge until no more partials than that are left for the run (default: 1)")
    options.add_argument(
        "--rejects", metavar="FILE",
        help="where records go that shards reject or contradict (default: a file in the work folder, "
        "named when there are any)")
    options.add_argument("--catalog", metavar="FILE", help="the catalog, for all steps and the run")
    options.add_argument(
        "--assume-offset", metavar="OFFSET", help="the offset of times that name none")
    options.add_argument("--memory", metavar="SIZE", help="the bound of memory of each step")
    options.add_argument(
        "--threads", default="1", metavar="N",
        help="workers of each step; as many cores as the engine gives a task (default: 1)")
    return options


def variable(text: str) -> tuple[str, str]:
    """A variable of the environment with its value."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def number(least: int) -> Callable[[str], int]:
    """Numbers from some least one, as a type of options."""
    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least}")
        return int(text)

    return read


def parse(
    options: argparse.ArgumentParser, words: Sequence[str]
) -> tuple[Job, argparse.Namespace]:
    """The job that a command line asks for, and what options of the engine say."""
    cut = words.index("--") if "--" in words else len(words)
    given = options.parse_args(words[:cut])
    run = tuple(words[cut + 1:])
    if not any(word == "--ledger" or word.startswith("--ledger=") for word in run):
        options.error("say where to post behind --, such as: -- --ledger ledger.db")
    try:
        shards = tuple(listed(given.shards))
    except FileNotFoundError as error:
        options.error(str(error))
    common = ["--threads", given.threads]
    if given.memory:
        common += ["--memory", given.memory]
    if given.catalog:
        catalog = os.path.abspath(given.catalog)
        common += ["--catalog", catalog]
        run = ("--catalog", catalog, *run)
    reading = ("--assume-offset", given.assume_offset) if given.assume_offset else ()
    return Job(
        # A name is looked for on each machine; a path is the same on all.
        drawdown=os.path.abspath(given.drawdown) if "/" in given.drawdown else given.drawdown,
        environment=tuple(given.environment),
        plan=Plan(shards, reading, tuple(common), given.fan_in, given.hand_over),
        work=given.work, keeps_work=given.keep_work, rejects=given.rejects, run=run), given


def listed(patterns: Sequence[str]) -> list[str]:
    """The shards in the order in which they count, each once, with paths that hold anywhere.

    A path is taken as it is, since the coordinator may not see it; whether it is there, the machine
    tells that reads it.
    """
    shards: dict[str, None] = {}
    for pattern in patterns:
        if glob.has_magic(pattern) and not os.path.lexists(pattern):
            found = sorted(glob.glob(pattern, recursive=True), key=os.fsencode)
            if not found:
                raise FileNotFoundError(f"no shard is called like {pattern}")
        else:
            found = [pattern]
        shards.update((os.path.abspath(path), None) for path in found)
    return list(shards)


def perform(job: Job, everywhere: Everywhere) -> int:
    """Does the job; returns how the driver has to exit."""
    code = rehearse(job)
    if code != DONE:
        return code
    with drawdown_steps.job_folder(job.work, job.keeps_work) as folder:
        step = Step(job.drawdown, job.environment, folder)
        try:
            union = drawdown_steps.unite(job.plan, step, everywhere, tell)
        except UntrustedShards as error:
            tell(f"nothing was posted\n{error}")
            return error.code
        except Exception as error:  # Each engine wraps the failure of a task in its own way.
            tell(f"nothing was posted: a task was given up\n{error}")
            return code_of(error)
        if union.rejects:
            target = job.rejects or f"{folder}.rejects.ndjson"
            drawdown_steps.gather(union.rejects, target)
            tell(f"records that were not counted are in {target}")
        # What steps counted as rejected and contradicting is in the partial, and the run weighs all
        # of it: its exit code is that of the job.
        return subprocess.run(
            [job.drawdown, "run", *job.run, "--", *union.partials], env=environment(job),
            check=False).returncode


def rehearse(job: Job) -> int:
    """Lets the binary check the arguments of the run and the book, before hours are spent on shards.

    It runs without any dump, and keeps nothing.
    """
    if shutil.which(job.drawdown) is None:
        tell(f"{job.drawdown} is not there; say where the binary is with --drawdown")
        return USAGE
    # Without dumps there is nothing to expect.
    if any(word.startswith("--expect-records") for word in job.run):
        return DONE
    done = subprocess.run(
        [job.drawdown, "run", "--dry-run", *job.run], env=environment(job),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        encoding="utf-8", errors="replace", check=False)
    if done.returncode in (DONE, ATTENTION):
        return DONE
    tell(f"the run would fail, so that no shard was read\n{done.stderr.rstrip()}")
    return done.returncode if done.returncode > 0 else DEFECT


def environment(job: Job) -> dict[str, str]:
    """The environment of the coordinator's own commands."""
    return {**os.environ, **dict(job.environment)}


def code_of(error: BaseException) -> int:
    """The exit code of a task that an engine gave up; some keep the text of a failure alone."""
    if isinstance(error, StepFailure):
        return error.code
    return DISK if f"drawdown ended with exit code {DISK}\n" in str(error) + "\n" else DEFECT


def tell(text: str) -> None:
    """Says something to whoever started the job."""
    print(f"drawdown: {text}", file=sys.stderr, flush=True)


def main(
    options: argparse.ArgumentParser,
    connect: Callable[[argparse.Namespace], contextlib.AbstractContextManager[Everywhere]],
) -> None:
    """A driver: does what its command line asks for on the engine that `connect` gives.

    What nobody caught must not end it as Python would, with a 1: that says that all was posted.
    """
    job, given = parse(options, sys.argv[1:])
    try:
        with connect(given) as everywhere:
            code = perform(job, everywhere)
    except Exception:
        traceback.print_exc()
        code = DEFECT
    sys.exit(code if code >= 0 else DEFECT)
