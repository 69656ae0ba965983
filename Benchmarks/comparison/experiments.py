"""What is measured: all contenders on each dump, the stages, little memory, and growing input."""

import dataclasses
import json
import pathlib
import sys

import contenders
import running
import setting
from dumps import Dump


def say(text):
    """Tells how far it has come."""
    print(text, file=sys.stderr, flush=True)


def in_turns(commands, scratch, repetitions, after_each=lambda name: None):
    """Runs commands by name in turns, so that what else happens on the machine hits all alike."""
    runs = {name: [] for name in commands}
    for _ in range(repetitions):
        for name, command in commands.items():
            runs[name].append(running.run(command, pathlib.Path(scratch) / "log"))
            after_each(name)
    return {name: running.best(found) for name, found in runs.items()}


@dataclasses.dataclass(frozen=True)
class Comparison:
    """What the contenders needed on one dump."""

    dump: Dump
    runs: dict
    commands: dict
    stages: dict


class Agreement:
    """Holds each output against ours, which is the first to be there."""

    def __init__(self, outputs):
        self.outputs = outputs
        self.ours = None

    def check(self, contender):
        output = self.outputs[contender.name]
        if not contender.is_peer:
            output = contenders.in_peers_form(output)
        if contender is contenders.OURS:
            self.ours = output
        contenders.check_equal(self.ours, output, (contenders.OURS.name, contender.name))


def compare(dump, scratch):
    """Runs all contenders on a dump and checks each output, byte for byte, against ours."""
    everybody = {
        one.name: one for one in [contenders.OURS, contenders.WITHOUT_IDENTITY, *contenders.peers()]
    }
    outputs = {
        name: pathlib.Path(scratch) / f"{index}.out" for index, name in enumerate(everybody)}
    agreement = Agreement(outputs)
    with dump.made(scratch) as path:
        say(f"{dump.title}: {path.stat().st_size} bytes stored")
        commands = {name: one.command(path, outputs[name]) for name, one in everybody.items()}
        runs = in_turns(
            commands, scratch, setting.REPETITIONS, lambda name: agreement.check(everybody[name]))
        return Comparison(dump, runs, commands, stages(path))


def stages(dump):
    """The stages of reading a dump, with decoding alone among them, as drawdown measures them."""
    command = [
        setting.DRAWDOWN, "bench", "--json", "--threads", setting.THREADS,
        "--repetitions", max(3, setting.REPETITIONS), dump,
    ]
    return json.loads(running.output(command))


@dataclasses.dataclass(frozen=True)
class Bounded:
    """A run in little memory beside one without a bound."""

    dump: Dump
    free: running.Run
    bounded: running.Run


def bound(scratch):
    """Reads a dump whose identities need several times the memory that is allowed."""
    dump = Dump("csv", 64, records=setting.BOUND_RECORDS)
    outputs = [pathlib.Path(scratch) / name for name in ("free.csv", "bounded.csv")]
    with dump.made(scratch) as path:
        say(f"{dump.records} records in {setting.bound()} bytes of memory")
        free = contenders.OURS.command(path, outputs[0])
        bounded = contenders.OURS.command(path, outputs[1], "--memory", setting.bound())
        runs = in_turns({"free": free, "bounded": bounded}, scratch, setting.REPETITIONS)
    contenders.check_equal(*outputs, ("a run without a bound", "one within it"))
    return Bounded(dump, runs["free"], runs["bounded"])


def growth(scratch):
    """The best time for one sixteenth of the records up to all of them, by number of records."""
    times = {}
    for part in (16, 8, 4, 2, 1):
        dump = Dump("csv", 64, records=setting.RECORDS // part)
        with dump.made(scratch) as path:
            say(f"{dump.records} records")
            command = contenders.OURS.command(path, pathlib.Path(scratch) / "usage.csv")
            # Short runs are cheap to repeat, and need it.
            found = in_turns({"": command}, scratch, max(5, setting.REPETITIONS))
            times[dump.records] = found[""].seconds
    return times
