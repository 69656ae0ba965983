"""Measures each step of a job on dumps from seeds, at sizes that double."""

import dataclasses
import pathlib

from running import run, total

SHARD_RECORDS = 500_000
APPS = 20_000
USERS = 3_000_000


@dataclasses.dataclass
class Point:
    """What some shards took, step by step."""

    shards: int
    dump_bytes: int = 0
    partial_bytes: int = 0
    aggregate: float = 0
    aggregate_peak_kb: int = 0
    merge: float = 0
    merge_peak_kb: int = 0
    # In one partition at a time, by one worker.
    small_merge: float = 0
    small_merge_peak_kb: int = 0
    merged_bytes: int = 0
    run_of_dumps: float = 0
    run_of_shards: float = 0
    run_of_merged: float = 0
    run_peak_kb: int = 0
    ledger_bytes: int = 0

    @property
    def records(self):
        return self.shards * SHARD_RECORDS


@dataclasses.dataclass
class Night:
    """A run on a ledger that holds something already."""

    records: int
    records_before: int
    seconds: float
    peak_kb: int
    written: int
    ledger_bytes: int


class Measuring:
    """Dumps, partials and ledgers of a measurement, in a folder of their own."""

    def __init__(self, drawdown, folder, shards):
        self.drawdown = drawdown
        self.folder = pathlib.Path(folder)
        self.shards = shards
        self._aggregated = []

    def prepare(self):
        """Makes the shards and a partial of each."""
        for seed in range(1, self.shards + 1):
            run([
                self.drawdown, "generate", "--seed", seed, "--records", SHARD_RECORDS, "--users",
                USERS, "--apps", APPS, "--threads", 1, "-o", self.folder / f"{seed}"])
            self._aggregated.append(run([
                self.drawdown, "aggregate", "--threads", 1, "--partial", self.partial(seed), "-o",
                "/dev/null", self.dump(seed)]))

    def dump(self, seed):
        return next((self.folder / f"{seed}").glob("*.zst"))

    def partial(self, seed):
        return self.folder / f"{seed}.partial"

    def point(self, shards):
        """Measures that many shards."""
        seeds = range(1, shards + 1)
        partials = [self.partial(seed) for seed in seeds]
        merged, ledger = self.folder / "merged", self.folder / "ledger.db"
        point = Point(shards)
        point.dump_bytes = sum(self.dump(seed).stat().st_size for seed in seeds)
        point.partial_bytes = sum(path.stat().st_size for path in partials)
        aggregated = total(self._aggregated[:shards])
        point.aggregate, point.aggregate_peak_kb = aggregated.seconds, aggregated.peak_kb
        small = run([
            self.drawdown, "merge", "--threads", 1, "--memory", "1M", "--partial", merged,
            *partials])
        point.small_merge, point.small_merge_peak_kb = small.seconds, small.peak_kb
        taken = run([self.drawdown, "merge", "--threads", 2, "--partial", merged, *partials])
        point.merge, point.merge_peak_kb = taken.seconds, taken.peak_kb
        point.merged_bytes = merged.stat().st_size
        point.run_of_dumps = self._post(ledger, map(self.dump, seeds)).seconds
        point.run_of_shards = self._post(ledger, partials).seconds
        taken = self._post(ledger, [merged])
        point.run_of_merged, point.run_peak_kb = taken.seconds, taken.peak_kb
        point.ledger_bytes = ledger.stat().st_size
        self._forget(ledger)
        merged.unlink()
        return point

    def nights(self, nights, records):
        """Posts that many days to one ledger, night by night."""
        days, ledger, before = self.folder / "days", self.folder / "nights.db", 0
        run([
            self.drawdown, "generate", "--seed", 1, "--records", nights * records, "--days",
            nights, "--users", USERS, "--apps", APPS, "--threads", 1, "-o", days])
        for dump in sorted(days.glob("*.zst")):
            partial = dump.with_suffix(".partial")
            run([self.drawdown, "aggregate", "--partial", partial, "-o", "/dev/null", dump])
            taken = run([
                self.drawdown, "run", "--ledger", ledger, "--book", days / "book.ndjson", partial])
            partial.unlink()
            yield Night(
                records, before, taken.seconds, taken.peak_kb, taken.written,
                ledger.stat().st_size)
            before += records
        self._forget(ledger)

    def user_bytes(self):
        """The bytes of a user in a partial: two dumps that differ in how many users they have."""
        sizes = {}
        for users in (1000, USERS):
            folder = self.folder / f"users-{users}"
            run([
                self.drawdown, "generate", "--seed", 1, "--records", SHARD_RECORDS, "--users",
                users, "--apps", APPS, "-o", folder])
            partial = folder / "partial"
            run([
                self.drawdown, "aggregate", "--partial", partial, "-o", folder / "usage.csv",
                *folder.glob("*.zst")])
            lines = (folder / "usage.csv").read_text().splitlines()[1:]
            logins = sum(int(line.split(",")[5]) for line in lines if line.split(",")[3] == "login")
            sizes[logins] = partial.stat().st_size
        (few, small), (many, large) = sorted(sizes.items())
        return (large - small) / (many - few)

    def _post(self, ledger, partials):
        """Posts to a ledger that is new."""
        self._forget(ledger)
        return run([
            self.drawdown, "run", "--ledger", ledger, "--book", self.folder / "1" / "book.ndjson",
            *partials])

    @staticmethod
    def _forget(ledger):
        for path in ledger.parent.glob(ledger.name + "*"):
            path.unlink()
