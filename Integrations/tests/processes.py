"""Starts and ends processes, and tells what they and their children took."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 240) -> None:
    """Waits for something, within bounds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} seconds for {what}")
        time.sleep(0.05)


def kill(process: "subprocess.Popen[Any]") -> None:
    """Ends a process at once, by its id, and with it every process that it started."""
    for pid in reversed(family(process.pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(timeout=30)


class Background:
    """A process that runs until it is stopped, with all that it says in a file."""

    def __init__(
        self, words: Sequence[str], log: pathlib.Path, environment: dict[str, str]
    ) -> None:
        self.log = log
        with open(log, "wb") as output:
            self.process = subprocess.Popen(
                words, env=environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT)

    def said(self, pattern: str) -> str | None:
        """The first group of a pattern in what it said so far."""
        found = re.search(pattern, self.log.read_text(errors="replace"))
        return found[1] if found else None

    def wait_for(self, pattern: str) -> str:
        """Waits for the pattern; returns its first group."""
        def is_said() -> bool:
            if self.process.poll() is not None:
                raise AssertionError(f"{self.log.name} ended: {self.log.read_text()}")
            return self.said(pattern) is not None

        wait_until(is_said, f"{pattern!r} in {self.log.name}")
        return self.said(pattern) or ""

    def kill(self) -> None:
        """Ends it at once."""
        kill(self.process)

    def stop(self) -> None:
        """Asks it to end, and insists."""
        if self.process.poll() is None:
            children = family(self.process.pid)[1:]
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()
            wait_until(lambda: not any(map(is_running, children)), "the end of its children", 30)


def stat(pid: int) -> list[str]:
    """The fields of a process behind its name; none when it has gone."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text[text.rindex(")") + 2:].split()


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    fields = stat(pid)
    return bool(fields) and fields[0] != "Z"


def family(pid: int) -> list[int]:
    """A process and all that descend from it, parents first."""
    parents: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := stat(int(entry))):
            parents.setdefault(int(fields[1]), []).append(int(entry))
    members = [pid]
    for member in members:
        members += parents.get(member, [])
    return members


def processor_seconds(pid: int) -> float:
    """What a process and its descendants took, with those that have ended and were waited for."""
    return sum(
        sum(map(int, fields[11:15])) for member in family(pid) if (fields := stat(member))) / TICKS
