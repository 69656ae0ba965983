"""Writes what was measured as one page of Markdown."""

import os
import platform
import re

import contenders
import running
import setting


def table(header, rows):
    """A table of Markdown; the first column is text, the others are numbers."""
    rules = ["---"] + ["--:"] * (len(header) - 1)
    return "".join(f"| {' | '.join(map(str, row))} |\n" for row in [header, rules, *rows])


def times(factor):
    """A factor as it is read: `5.3x`."""
    return f"{factor:.2f}x"


def machine():
    """Processor, cores, memory and system."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*: (.*)$", file.read(), re.MULTILINE)
    with open("/proc/meminfo") as file:
        memory = int(re.search(r"^MemTotal:\s*(\d+)", file.read()).group(1)) // 1024
    name = model.group(1) if model else platform.machine()
    return f"{os.cpu_count()} x {name}, {memory} MiB, {platform.system()} {platform.release()}"


def versions():
    """What is compared, by version."""
    pins = setting.REQUIREMENTS.read_text().split()
    commit = running.output_or_nothing(
        ["git", "-C", setting.ROOT, "describe", "--always", "--dirty"]) or "no commit"
    swift = running.output(["swift", "--version"]).splitlines()[0]
    own = running.output([setting.DRAWDOWN, "--version"]).strip()
    return f"{own} ({commit}), {swift}, Python {platform.python_version()}, {', '.join(pins)}"


def head():
    return (
        "# Measured\n\n"
        f"- machine: {machine()}\n- versions: {versions()}\n"
        f"- dumps: seed {setting.SEED}, {setting.RECORDS} records, {setting.USERS} users, "
        "no interval over midnight\n"
        f"- runs: {setting.THREADS} threads, in turns, {setting.REPETITIONS} each, the best of "
        "them; whole processes from start to end, with the output in a file that nobody syncs\n"
        "- checked: on every dump the output of each contender equals ours byte for byte, as app, "
        "day, meter and quantity\n- peers check no identities\n\n")


def peers(comparison):
    """The runs of the peers by name."""
    ours = (contenders.OURS.name, contenders.WITHOUT_IDENTITY.name)
    return {name: run for name, run in comparison.runs.items() if name not in ours}


def decode_seconds(comparison):
    """Seconds of decoding alone."""
    rows = comparison.stages["stages"]
    return next(row["best_ns"] for row in rows if row["stage"] == "decode") / 1e9


def summary(comparisons):
    """How many times faster and leaner than the best peer, a row a dump."""
    rows = []
    for one in comparisons:
        others = peers(one)
        fastest = min(others, key=lambda name: others[name].seconds)
        leanest = min(others, key=lambda name: others[name].peak_kb)
        ours = one.runs[contenders.OURS.name]
        without = one.runs[contenders.WITHOUT_IDENTITY.name]
        rows.append([
            one.dump.title, f"{ours.seconds:.3f}", f"{fastest} {others[fastest].seconds:.3f}",
            times(others[fastest].seconds / ours.seconds),
            times(others[fastest].seconds / without.seconds),
            times(without.seconds / decode_seconds(one)), f"{leanest} {others[leanest].peak_kb}",
            f"{ours.peak_kb / others[leanest].peak_kb:.2f}",
            f"{without.peak_kb / others[leanest].peak_kb:.2f}",
        ])
    header = [
        "dump", "drawdown s", "fastest peer s", "faster", "faster, no identity",
        "no identity : decode", "leanest peer KB", "memory", "memory, no identity",
    ]
    return "## Against the best peer\n\n" + table(header, rows)


def details(comparison):
    """Everybody on one dump, with the command lines."""
    ours = comparison.runs[contenders.OURS.name]
    rows = [
        [
            name, f"{run.seconds:.3f}", f"{run.working:.3f}" if run.working else "-",
            f"{comparison.dump.records / run.seconds / 1e6:.2f}", run.peak_kb,
            times(run.seconds / ours.seconds), f"{run.peak_kb / ours.peak_kb:.2f}",
        ]
        for name, run in comparison.runs.items()
    ]
    header = [
        "contender", "seconds", "without start-up", "M records/s", "peak KB", "time : ours",
        "memory : ours",
    ]
    return f"\n### {comparison.dump.title}\n\n" + table(header, rows) + "\n" + stages(comparison)


def stages(comparison):
    """The stages of reading one dump."""
    found = comparison.stages
    rows = [
        [
            row["stage"], f"{row['best_ns'] / 1e9:.4f}", f"{row['median_ns'] / 1e9:.4f}",
            f"{row['records_per_second'] / 1e6:.2f}", f"{row['bytes_per_second'] / 1e6:.0f}",
            row["ratio_to_decode"],
        ]
        for row in found["stages"]
    ]
    header = ["stage", "best s", "median s", "M records/s", "MB/s decoded", "to decode"]
    sizes = f"{found['stored_bytes']} bytes stored, {found['decoded_bytes']} decoded"
    return f"`drawdown bench` on it ({sizes}):\n\n" + table(header, rows)


def commands(comparison):
    """The command lines, with paths as they are below the project."""
    lines = [comparison.dump.command("dump"), *comparison.commands.values()]
    text = "\n".join(str(line) for line in lines)
    return f"\n## Command lines\n\n```\n{text.replace(f'{setting.ROOT}/', '')}\n```\n"


def bounded(found):
    """The run in little memory."""
    rows = [
        [name, f"{run.seconds:.3f}", run.peak_kb, times(run.seconds / found.free.seconds)]
        for name, run in [("no bound", found.free), (f"{setting.bound()} bytes", found.bounded)]
    ]
    return (
        f"\n## Little memory\n\n{found.dump.records} records, {found.dump.title}; the outputs are "
        "equal.\n\n" + table(["--memory", "seconds", "peak KB", "time"], rows))


def growth(found):
    """Time against input, and how far the time of a record is from that of the largest input."""
    records = max(found)
    largest = found[records] / records
    rows = [
        [count, f"{seconds:.3f}", f"{seconds / count * 1e9:.1f}",
         f"{(seconds / count / largest - 1) * 100:+.1f} %"]
        for count, seconds in found.items()
    ]
    header = ["records", "seconds", "ns a record", "off the largest"]
    return "\n## Growing input\n\n" + table(header, rows)
