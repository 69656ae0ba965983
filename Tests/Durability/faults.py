"""Makes calls to the system fail, one after another, and looks for damage: `make faults`.

The program is the one that is shipped; `faults.c` stands between it and the C library. For each
scenario and each fault, the fault happens to call 1, then to call 2, until there is no such call.
After each:

- the command has ended with 3 or 4 and a message, or as if nothing had failed (then what it did is
  all there), or it was killed;
- the ledger verifies and holds what it held before or what the command leads to, nothing between;
- files that the command writes are whole or as they were;
- the same command once more leads to the bytes of a life in which nothing failed, and leaves no file
  behind that such a life does not have.

Every call has its turn, but for scenarios with tens of thousands of them; a sample is drawn from a
seed.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import life
import scenarios

# What is done to a call, by the name under which it is told: kind, whether it lasts, and a seed.
FAULTS = {
    "full": ("full", False, 0),
    "stays-full": ("full", True, 0),
    "broken": ("broken", False, 0),
    "stays-broken": ("broken", True, 0),
    "handles": ("handles", False, 0),
    "memory": ("memory", False, 0),
    "short": ("short", False, 0),
    "kill": ("kill", False, 0),
    "kill-half": ("kill-half", False, 0),
    "power": ("power", False, 0),
    "power-some": ("power", False, 1),
}
KILLS = {"kill", "kill-half", "power", "power-some"}


def build_injector(folder):
    """Compiles the library that stands in front of the C library."""
    source = pathlib.Path(__file__).with_name("faults.c")
    target = folder / "faults.so"
    for compiler in filter(None, map(shutil.which, ("clang", "cc", "gcc"))):
        command = [compiler, "-shared", "-fPIC", "-O1", "-o", target, source, "-ldl", "-lpthread"]
        subprocess.run(command, check=True)
        return target
    raise SystemExit("faults: no C compiler; clang comes with the Swift toolchain")


class Stage:
    """A scenario: the world in front of its command, and what the command leads to."""

    def __init__(self, options, name, scratch):
        self.scenario = scenarios.SCENARIOS[name]
        self.folder = scratch / name
        self.world = scenarios.prepare(self.scenario, options.tool, self.folder / "world")
        self.before = self.state(self.world)
        reference = self.world.clone(self.folder / "reference")
        result = reference.run(self.scenario.words, stdin=self.scenario.stdin)
        life.expect(result, *self.scenario.codes)
        self.after = self.state(reference)
        self.listing = reference.listing()
        self.outputs = self.hashes(reference)

    def state(self, world):
        """What the ledger holds; `None` when there is none."""
        if self.scenario.version and not self.is_migrated(world):
            # An older ledger can be read only once a run has brought it up.
            return "older"
        return world.certificate()

    @staticmethod
    def is_migrated(world):
        result = world.run(["runs", "--ledger", "LEDGER"])
        return "brings it up to date" not in result.errors

    def hashes(self, world):
        """The files that the command writes, `None` for one that is not there."""
        found = {}
        for name in self.scenario.outputs:
            path = world.folder / name
            found[name] = life.digest(path) if path.exists() else None
        return found


class Sweep:
    """A stage under one fault."""

    def __init__(self, options, injector, stage, fault):
        self.options, self.injector, self.stage, self.fault = options, injector, stage, fault
        self.scenario = stage.scenario
        self.name = f"{stage.folder.name} {fault}"
        self.tally = collections.Counter()
        self.harmless = collections.Counter()
        counted = self.clone("count")
        self.count, _ = self.strike(counted, None)
        shutil.rmtree(counted.folder)

    def clone(self, name):
        return self.stage.world.clone(self.stage.folder / f"{self.fault}-{name}")

    def strike(self, world, number):
        """Runs the command, its call of that number at fault; returns calls and whether it struck."""
        kind, lasts, seed = FAULTS[self.fault]
        log = world.folder.with_suffix(".log")
        environment = {
            "LD_PRELOAD": str(self.injector), "FAULTS_BELOW": str(world.folder),
            "FAULTS_KIND": kind, "FAULTS_AT": str(number or 0), "FAULTS_LOG": str(log),
            "FAULTS_SEED": str(seed * (number or 0)),
            # A sanitizer wants to be the first library; it is content to be the second.
            "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0",
        }
        if lasts and number:
            environment["FAULTS_LASTS"] = "1"
        result = world.run(self.scenario.words, environment, stdin=self.scenario.stdin)
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        struck = next((line for line in lines if line.endswith("<- fault")), None)
        return len(lines), (struck, result)

    def check(self, number):
        """The promises, for a fault that happens to one call."""
        world = self.clone(number)
        try:
            _, (struck, result) = self.strike(world, number)
            if struck is None:
                # Workers share the reading differently from run to run.
                life.expect(result, *self.scenario.codes)
                self.tally["not reached"] += 1
            self.check_end(struck, result)
            state = self.stage.state(world)
            self.check_state(struck, result, state)
            self.check_outputs(world, "afterwards")
            self.check_again(world)
        except life.Damage as damage:
            raise life.Damage(f"{self.name}, call {number} ({struck}): {damage}") from None
        finally:
            shutil.rmtree(world.folder, ignore_errors=True)

    def check_end(self, struck, result):
        if struck is None:
            return
        if self.fault in KILLS:
            life.expect(result, -9)
            self.tally["killed"] += 1
        elif self.scenario.only_reads and result.code == 1 and "finding: " in result.output:
            # A dump or a page that cannot be read leaves its run unproved, which is a finding.
            self.tally["told"] += 1
        elif result.code in (3, 4):
            if not result.errors.startswith("drawdown: ") or len(result.errors) < 30:
                raise life.Damage(f"there is no message\n{result}")
            self.tally["told"] += 1
        else:
            life.expect(result, *self.scenario.codes)
            self.tally["harmless"] += 1
            _, call, path, *_ = struck.split()
            self.harmless[f"{call} {path.rsplit('/', 1)[-1].split('.', 1)[-1]}"] += 1

    def check_state(self, struck, result, state):
        if state not in (self.stage.before, self.stage.after):
            raise life.Damage(f"the ledger holds neither what it held nor what it should: {state}")
        if result.code in self.scenario.codes and state != self.stage.after:
            raise life.Damage(f"told as done, and it is not\n{result}")
        if result.code in (3, 4) and state != self.stage.before:
            self.tally["told although posted"] += 1
            if "nothing was changed" in result.errors:
                raise life.Damage(f"posted, and told that nothing was changed\n{result}")

    def check_outputs(self, world, when):
        for name, found in self.stage.hashes(world).items():
            if found not in (None, self.stage.outputs[name]):
                raise life.Damage(f"{name} is not whole {when}")

    def check_again(self, world):
        again = world.run(self.scenario.words, stdin=self.scenario.stdin)
        life.expect(again, 0, *self.scenario.codes)
        if self.stage.state(world) != self.stage.after:
            raise life.Damage(f"run again, the ledger holds something else\n{again}")
        if world.listing() != self.stage.listing:
            extra = set(world.listing()) ^ set(self.stage.listing)
            raise life.Damage(f"files that differ from those of a life without faults: {extra}")
        self.check_outputs(world, "when run again")
        if not self.scenario.only_reads and self.stage.hashes(world) != self.stage.outputs:
            raise life.Damage("run again, the files differ")

    def numbers(self):
        numbers = range(1, self.count + 1)
        most = min(self.options.sample or self.count, self.scenario.most or self.count)
        if most >= self.count:
            return numbers
        chance = random.Random(f"{self.options.seed} {self.name}")
        return sorted(chance.sample(numbers, most))


def sweep(options, injector, stage, fault):
    """All calls of one stage under one fault; returns what was found."""
    sweep = Sweep(options, injector, stage.result(), fault)
    damages = []
    for number in sweep.numbers():
        try:
            sweep.check(number)
        except life.Damage as damage:
            damages.append(str(damage))
            if len(damages) >= 5:
                break
    return sweep, damages


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", help="the program; the release build when absent")
    parser.add_argument("--scenario", action="append", choices=scenarios.SCENARIOS)
    parser.add_argument("--fault", action="append", choices=FAULTS)
    parser.add_argument("--sample", type=int, help="as many calls of each; all when absent")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.tool = life.find_tool(options.tool)
    return options


def main():
    options = parse()
    # Nothing here depends on a real disk, and there are many runs.
    memory = pathlib.Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    total, harmless, failures = collections.Counter(), collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="drawdown-faults-", dir=place) as scratch:
        scratch = pathlib.Path(scratch).resolve()
        injector = build_injector(scratch)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            # Stages come first, so that no sweep waits for one behind it.
            stages = [
                pool.submit(Stage, options, name, scratch)
                for name in options.scenario or scenarios.SCENARIOS]
            work = [
                pool.submit(sweep, options, injector, stage, fault)
                for stage in stages for fault in options.fault or FAULTS]
            for done in concurrent.futures.as_completed(work):
                result, damages = done.result()
                failures += len(damages)
                total += result.tally
                harmless += result.harmless
                told = ", ".join(f"{value} {key}" for key, value in sorted(result.tally.items()))
                print(f"{result.name}: {result.count} calls; {told or 'none tried'}", flush=True)
                for damage in damages:
                    print(f"DAMAGE: {damage}", flush=True)
    print("harmless:", json.dumps(harmless.most_common()))
    print(f"faults: seed {options.seed}; {dict(total)}; {failures} damages")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
