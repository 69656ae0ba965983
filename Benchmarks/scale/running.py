"""Runs programs and tells what they took, in processor time."""

import dataclasses
import os
import subprocess
import sys


@dataclasses.dataclass(frozen=True)
class Taken:
    """What a command took.

    Processor time and not elapsed time, since other programs on the machine lengthen the second
    much and the first little.
    """

    seconds: float
    peak_kb: int
    # What reached the disk, as the kernel counts it.
    written: int


def run(words, allowed=(0,)):
    """Runs a command to its end; one with another exit code than those allowed ends everything."""
    words = [str(word) for word in words]
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    # It has been waited for, and must not be waited for again.
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        sys.stderr.buffer.write(said)
        raise SystemExit(f"{' '.join(words)}: exit {process.returncode}")
    return Taken(usage.ru_utime + usage.ru_stime, usage.ru_maxrss, usage.ru_oublock * 512)


def total(runs):
    """What some commands took together; the peak is the largest of them."""
    runs = list(runs)
    return Taken(
        sum(run.seconds for run in runs), max(run.peak_kb for run in runs),
        sum(run.written for run in runs))
