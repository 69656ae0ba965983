"""Runs programs and tells how long they took and how much memory they had."""

import dataclasses
import os
import pathlib
import re
import subprocess
import time


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of a program."""

    seconds: float
    peak_kb: int
    # Seconds without starting up, where the program tells them.
    working: float | None


@dataclasses.dataclass(frozen=True)
class Command:
    """A program with its arguments, and the file that its standard output goes to, if any."""

    words: list
    output: pathlib.Path | None = None

    def __str__(self):
        words = " ".join(str(word) for word in self.words)
        return words if self.output is None else f"{words} > {self.output}"


def run(command, log):
    """Runs a command to its end; what it says beside its output goes to a file.

    The peak is the kernel's count of resident memory. It is never below that of this process, of
    which the program is a copy for an instant; so this process stays small and reads no file whole.
    """
    with open(log, "w+b") as errors, open(command.output or os.devnull, "wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command.words], stdin=subprocess.DEVNULL, stdout=output,
            stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        # It has been waited for, and must not be waited for again.
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
    if process.returncode != 0:
        raise SystemExit(f"{command}: exit {process.returncode}\n{said}")
    told = re.search(r"^seconds ([0-9.]+)$", said, re.MULTILINE)
    return Run(seconds, usage.ru_maxrss, float(told.group(1)) if told else None)


def best(runs):
    """The shortest time and the least memory of some runs; the rest is the machine's noise."""
    working = [run.working for run in runs if run.working is not None]
    return Run(
        min(run.seconds for run in runs), min(run.peak_kb for run in runs),
        min(working) if working else None)


def output(words):
    """What a program prints."""
    return subprocess.run(
        [str(word) for word in words], check=True, capture_output=True, text=True).stdout


def output_or_nothing(words):
    """The first line that a program prints; nothing when it fails or is not there."""
    try:
        return output(words).split("\n")[0]
    except (OSError, subprocess.CalledProcessError):
        return ""
