"""Damages a ledger's file, and looks whether anybody is fooled: `make damage`.

The file is cut at every page, and bytes are flipped at places drawn from a seed. Then `verify` finds it
(1), or the file cannot be read (4), or what was hit holds nothing and the certificate is what it was
(0). Other commands end in an orderly way: never by a signal, never as a defect of the program. A run on
a damaged ledger posts nothing that `verify` does not question.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import random
import shutil
import sys
import tempfile

import life
import scenarios

PAGE = 8192
COMMANDS = [
    ["export", "usage", "--ledger", "LEDGER"], ["export", "invoices", "--ledger", "LEDGER"],
    ["balance", "--ledger", "LEDGER"], ["runs", "--ledger", "LEDGER"], ["gaps", "--ledger", "LEDGER"],
    ["explain", "--ledger", "LEDGER", "--invoice", "acct-1-2025-10"],
    ["settle", "--ledger", "LEDGER", "--through", "2025-11-30", "--dry-run"],
    ["run", "--ledger", "LEDGER", "usage-b.ndjson.zst"],
]


def orderly(result):
    """Fails unless a command ended as the manual says, with a message when it refused."""
    life.expect(result, 0, 1, 2, 3, 4)
    if result.code in (3, 4) and not result.errors.startswith("drawdown: "):
        raise life.Damage(f"there is no message\n{result}")
    return result


def look(world, certificate):
    """What is said about a damaged ledger; returns how it was found."""
    result = orderly(world.run(["verify", "--ledger", "LEDGER", "--json"]))
    if result.code == 0 and world.certificate() != certificate:
        raise life.Damage(f"verified with another certificate\n{result}")
    if result.code == 1 and '"findings":[]' in result.output:
        raise life.Damage(f"no finding\n{result}")
    for words in COMMANDS:
        orderly(world.run(words))
    return {0: "nothing was hit", 1: "found", 4: "unreadable"}[life.expect(result, 0, 1, 4).code]


def flipped(content, places, chance):
    """A few bytes of one place changed, by chance in what SQLite or in what we wrote."""
    damaged = bytearray(content)
    place = chance.choice(places)
    for index in range(place, min(len(damaged), place + chance.choice((1, 1, 1, 2, 8)))):
        damaged[index] ^= chance.randrange(1, 256)
    return bytes(damaged)


def try_one(options, world, certificate, name, content):
    copy = world.clone(world.folder.with_name(name))
    try:
        (copy.folder / copy.ledger).write_bytes(content)
        return look(copy, certificate)
    except life.Damage as damage:
        raise life.Damage(f"{name}: {damage}") from None
    finally:
        shutil.rmtree(copy.folder, ignore_errors=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", help="the program; the release build when absent")
    parser.add_argument("--flips", type=int, default=500, help="as many flips")
    parser.add_argument("--cuts", type=int, help="as many cuts, by chance; at every page when absent")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.tool = life.find_tool(options.tool)
    return options


def damages(options, content):
    """All ways in which the file is damaged, by name."""
    cuts = list(range(0, len(content), PAGE // 2))
    if options.cuts is not None:
        cuts = random.Random(options.seed).sample(cuts, options.cuts)
    for cut in cuts:
        yield f"cut-at-{cut}", content[:cut]
    # A small ledger is mostly space that nothing uses yet.
    places = [index for index, byte in enumerate(content) if byte]
    for number in range(options.flips):
        chance = random.Random(f"{options.seed} {number}")
        yield f"flip-{options.seed}-{number}", flipped(content, places, chance)


def main():
    options = parse()
    memory = pathlib.Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    tally, failures = collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="drawdown-damage-", dir=place) as scratch:
        folder = pathlib.Path(scratch).resolve() / "world"
        world = scenarios.prepare(
            scenarios.Scenario([scenarios.FIRST], []), options.tool, folder)
        certificate = world.certificate()
        content = (folder / world.ledger).read_bytes()
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            work = [
                pool.submit(try_one, options, world, certificate, name, damaged)
                for name, damaged in damages(options, content)]
            for done in concurrent.futures.as_completed(work):
                try:
                    tally[done.result()] += 1
                except life.Damage as damage:
                    failures += 1
                    print(f"DAMAGE: {damage}", flush=True)
    print(f"damage: seed {options.seed}; {len(work)} files, {dict(tally)}; {failures} damages")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
