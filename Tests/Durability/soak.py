"""Two months of nights on one ledger: `make soak NIGHTS=60`.

Every night posts a generated dump; some nights also a late one, of records of earlier days that were
held back; some are killed and run again; each month is closed a few days into the next. `verify` looks
now and then and at the end. Time and memory of each night are printed. SQLite keeps up to 256 MiB of the
ledger's pages, and a night touches nearly all of a small ledger; what is there beside them may not grow
with the number of nights: the last quarter is held against the second, since every night brings as much as
any other.
"""

import argparse
import pathlib
import random
import statistics
import sys
import tempfile
import time

import life

FIRST_DAY = 1759248000  # 2025-10-01T00:00:00+08:00
DAY = 86400
HEADER = "record_id,time,sdk_app_id,meter,user_id,quantity,width,height"
ACCOUNTS, APPS_EACH = 20, 5
# What SQLite may keep of a ledger, in MiB: `cache_size` in `Sources/Storage/Database.swift`.
PAGES = 256


def book():
    """Accounts with apps, a plan each, and a pack that runs dry."""
    start = "2025-10-01T00:00:00+08:00"
    for account in range(ACCOUNTS):
        name = f"acct-{account}"
        yield f'{{"type":"account","account_id":"{name}","time":"{start}"}}'
        for app in range(APPS_EACH):
            number = account * APPS_EACH + app + 1
            yield (f'{{"type":"app","sdk_app_id":{number},"account_id":"{name}","time":"{start}"}}')
        yield (f'{{"type":"purchase","order_id":"P{account}","time":"{start}","account_id":"{name}",'
               f'"sdk_app_id":{account * APPS_EACH + 1},"plan":"trtc.basic","months":4}}')
        yield (f'{{"type":"purchase","order_id":"K{account}","time":"{start}","account_id":"{name}",'
               '"plan":"pack.general_25k"}')


def records(night, count, chance):
    """The records of a night; as many every night, so that nights can be compared."""
    for index in range(count):
        app = chance.randrange(1, ACCOUNTS * APPS_EACH + 1)
        at = FIRST_DAY + night * DAY + chance.randrange(DAY)
        kind = chance.randrange(10)
        if kind < 6:
            yield f"n{night}-{index},{at},{app},audio,,{chance.randrange(1, 3600)},,"
        elif kind < 8:
            yield f"n{night}-{index},{at},{app},video,,{chance.randrange(1, 3600)},1280,720"
        elif kind < 9:
            yield f",{at},{app},login,u{chance.randrange(5000)},,,"
        else:
            yield f",{at},{app},groups,,{chance.randrange(150000)},,"


def month_of(night):
    """The month that a night lies in; October 2025 is the first."""
    month, left = 10, night
    lengths = {10: 31, 11: 30, 12: 31}
    while left >= lengths.get(month, 31):
        left -= lengths.get(month, 31)
        month += 1
    return f"{2025 + (month - 1) // 12}-{(month - 1) % 12 + 1:02}", left


def measured(world, words):
    """Runs a command; returns its result, seconds and peak memory in MiB."""
    place = world.folder / "peak"
    command = [sys.executable, str(pathlib.Path(__file__).with_name("peak.py")), str(place)]
    tool, world.tool = world.tool, command[0]
    begin = time.monotonic()
    result = world.run(command[1:] + [tool] + words)
    world.tool = tool
    seconds = time.monotonic() - begin
    peak = int(place.read_text()) / 1024
    place.unlink()
    return result, seconds, peak


class Soak:
    """The life of one ledger, night by night."""

    def __init__(self, options, world):
        self.options, self.world = options, world
        self.chance = random.Random(options.seed)
        # Records that come within a week, and those that come after weeks, some for closed months.
        self.held, self.forgotten = [], []
        self.kills = self.late = self.closed = 0

    def dumps(self, night):
        """Writes the dumps of a night; a twentieth of its records comes some other night."""
        names = [f"night-{night}.csv"]
        usual = []
        for record in records(night, self.options.records, self.chance):
            lot = self.chance.random()
            (self.forgotten if lot < 0.01 else self.held if lot < 0.05 else usual).append(record)
        self.write(names[0], usual)
        is_last = night == self.options.nights - 1
        for kept, name, due in (
                (self.held, "late", night % 7 == 6), (self.forgotten, "old", night % 20 == 19)):
            if due or is_last:
                names.append(f"{name}-{night}.csv")
                self.late += len(kept)
                self.write(names[-1], kept)
                kept.clear()
        return names

    def write(self, name, lines):
        (self.world.folder / name).write_text("\n".join([HEADER, *lines]) + "\n")

    def kill(self, words):
        process = self.world.start(words)
        time.sleep(self.chance.random() * 0.2)
        process.kill()
        self.kills += process.wait() == -9

    def night(self, night):
        """Posts a night, closes a month when it is time; returns seconds and memory."""
        words = ["run", "--ledger", "LEDGER", *self.dumps(night)]
        if night == 0:
            words += ["--book", "book.ndjson"]
        if self.chance.random() < 0.25:
            self.kill(words)
        result, seconds, peak = measured(self.world, words)
        # Records of a month whose identities were forgotten are rejected, which a person should see.
        life.expect(result, 0, *([1] if self.closed > 1 else []))
        month, day = month_of(night)
        if day == 4 and night > 4:
            self.close(month_of(night - 5)[0])
        for name in words:
            if name.endswith(".csv"):
                (self.world.folder / name).unlink()
        return seconds, peak

    def close(self, month):
        words = ["close", month, "--ledger", "LEDGER"] + (["--forget"] if self.closed else [])
        self.kill(words)
        life.expect(self.world.run(words), 0)
        self.closed += 1


def check_flat(peaks, allowed):
    """Memory beside the pages, of the last nights and of the first ones that have seen everything."""
    quarter = max(1, len(peaks) // 4)
    early, last = statistics.median(peaks[quarter:2 * quarter]), statistics.median(peaks[-quarter:])
    print(f"memory beside pages: median {early:.1f} MiB early, {last:.1f} MiB in the end; "
          f"{allowed:.2f} times as much is allowed")
    if last > early * allowed:
        raise life.Damage(f"memory grows with the nights: from {early:.1f} to {last:.1f} MiB")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", help="the program; the release build when absent")
    parser.add_argument("--nights", type=int, default=60)
    parser.add_argument("--records", type=int, default=20000, help="a night")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--growth", type=float, default=1.25, help="how much memory may grow")
    options = parser.parse_args()
    options.tool = life.find_tool(options.tool)
    return options


def main():
    options = parse()
    try:
        with tempfile.TemporaryDirectory(prefix="drawdown-soak-") as scratch:
            world = life.Life(options.tool, scratch)
            (world.folder / "book.ndjson").write_text("\n".join(book()) + "\n")
            soak, peaks = Soak(options, world), []
            for night in range(options.nights):
                seconds, peak = soak.night(night)
                size = (world.folder / world.ledger).stat().st_size / 2**20
                peaks.append(peak - min(size, PAGES))
                print(f"night {night + 1}: {seconds:.2f} s, {peak:.1f} MiB, ledger {size:.1f} MiB",
                      flush=True)
                if night % 20 == 19:
                    world.certificate()
            world.certificate()
            left = [name for name in world.listing() if name not in ("book.ndjson", world.ledger)]
            if left:
                raise life.Damage(f"files were left behind: {left}")
            check_flat(peaks, options.growth)
    except life.Damage as damage:
        print(f"DAMAGE: seed {options.seed}: {damage}")
        sys.exit(1)
    print(f"soak: seed {options.seed}, {options.nights} nights of {options.records} records, "
          f"{soak.late} of them late, {soak.closed} closes, {soak.kills} kills; verified")


if __name__ == "__main__":
    main()
