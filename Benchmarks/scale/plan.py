"""Plans for days of many records, from measured points.

Costs that rise with the records are lines through the points, by least squares; the plan says how
far the points are from their line. What the plan adds up is said beside each row.
"""

import math

# What a shard should be: large enough that starting a task is nothing beside it.
SHARD_RECORDS = 10_000_000
FAN_IN = 8
# A machine of the plan: its cores, and what its disk and its network move in a second.
CORES = 32
DISK = 1e9
NETWORK = 1.25e9


class Line:
    """y = base + slope x, through points."""

    def __init__(self, points):
        count = len(points)
        mean_x = sum(x for x, _ in points) / count
        mean_y = sum(y for _, y in points) / count
        self.slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum(
            (x - mean_x) ** 2 for x, _ in points)
        self.base = mean_y - self.slope * mean_x
        # Relative to what was measured, so that small points count as much as large ones.
        self.farthest = max(abs(self(x) - y) / y for x, y in points)

    def __call__(self, x):
        return self.base + self.slope * x


def lines(figures):
    """The costs of millions of records."""
    points = figures["points"]
    for point in points:
        point["millions"] = point["shards"] * figures["shard_records"] / 1e6
    names = (
        "aggregate", "merge", "run_of_merged", "dump_bytes", "partial_bytes", "merged_bytes",
        "ledger_bytes", "small_merge_peak_kb", "merge_peak_kb", "run_peak_kb")
    return {name: Line([(point["millions"], point[name]) for point in points]) for name in names}


def curve(figures):
    """The points, as a table."""
    rows = ["| records | aggregate | merge | run | partial | merge, memory | ledger |",
            "|---|---|---|---|---|---|---|"]
    for point in figures["points"]:
        rows.append(
            f"| {point['millions']:.0f} million in {point['shards']} shards "
            f"| {point['aggregate']:.1f} s | {point['merge']:.1f} s | {point['run_of_merged']:.1f} s "
            f"| {point['merged_bytes'] / 1e6:.0f} MB | {point['merge_peak_kb'] / 1024:.0f} MB "
            f"| {point['ledger_bytes'] / 1e6:.0f} MB |")
    fitted = lines(figures)
    unit = {"aggregate": "s", "merge": "s", "run_of_merged": "s"}
    cells = [
        f"{fitted[name].slope:.2f} s" if name in unit else f"{fitted[name].slope / scale:.1f} MB"
        for name, scale in (
            ("aggregate", 1), ("merge", 1), ("run_of_merged", 1), ("merged_bytes", 1e6),
            ("merge_peak_kb", 1024), ("ledger_bytes", 1e6))]
    rows.append("| one more million | " + " | ".join(cells) + " |")
    far = [
        f"{100 * fitted[name].farthest:.0f} %" for name in (
            "aggregate", "merge", "run_of_merged", "merged_bytes", "merge_peak_kb", "ledger_bytes")]
    rows.append("| farthest point from the line | " + " | ".join(far) + " |")
    return rows


def nights(figures):
    """What a night writes, beside what is there before."""
    rows = ["| in the ledger before | processor time | written | ledger after |", "|---|---|---|---|"]
    for night in figures["nights"]:
        rows.append(
            f"| {night['records_before'] / 1e6:.0f} million | {night['seconds']:.1f} s "
            f"| {night['written'] / 1e6:.0f} MB | {night['ledger_bytes'] / 1e6:.0f} MB |")
    return rows


def plan(figures):
    """Days of 1, 10 and 100 billion records."""
    fitted = lines(figures)
    days = (1e9, 1e10, 1e11)
    rows = [
        "| | " + " | ".join(f"{day / 1e9:.0f} billion" for day in days) + " |", "|---|---|---|---|"]
    for name, cell in ROWS:
        rows.append(f"| {name} | " + " | ".join(cell(fitted, day / 1e6) for day in days) + " |")
    return rows


def levels(millions):
    """How often the records go through a merge."""
    shards = millions * 1e6 / SHARD_RECORDS
    return max(1, math.ceil(math.log(shards, FAN_IN) - 1e-9))


def size(count):
    """Bytes in words."""
    for unit, scale in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if count >= scale:
            return f"{count / scale:.{0 if count >= 10 * scale else 1}f} {unit}"
    return f"{count:.0f} bytes"


def time(seconds):
    """Seconds in words."""
    for unit, scale in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 1.5 * scale:
            return f"{seconds / scale:.{0 if seconds >= 10 * scale else 1}f} {unit}"
    return f"{seconds:.0f} s"


def reading(fitted, millions):
    """Processor seconds of all machines before the ledger."""
    return fitted["aggregate"].slope * millions + fitted["merge"].slope * millions * levels(millions)


def last_merge(fitted, millions):
    """Elapsed seconds of the last merge, which is one task with all cores of a machine.

    Cores share the work, and one disk writes.
    """
    return max(
        fitted["merge"].slope * millions / CORES, fitted["merged_bytes"].slope * millions / DISK)


ROWS = (
    ("dumps, compressed", lambda fit, m: size(fit["dump_bytes"].slope * m)),
    ("shards of 10 million", lambda fit, m: f"{m * 1e6 / SHARD_RECORDS:.0f}"),
    ("reading: processor time", lambda fit, m: time(fit["aggregate"].slope * m)),
    ("levels of merges, processor time",
     lambda fit, m: f"{levels(m)}, {time(fit['merge'].slope * m * levels(m))}"),
    ("cores to read and merge in an hour",
     lambda fit, m: f"{math.ceil(reading(fit, m) / 3600)}"),
    ("the last merge, one machine", lambda fit, m: time(last_merge(fit, m))),
    ("work folder, two levels", lambda fit, m: size(2 * fit["partial_bytes"].slope * m)),
    ("network: each level written and read",
     lambda fit, m: size(2 * fit["partial_bytes"].slope * m * (levels(m) + 1))),
    ("memory of the last merge, a partition at a time",
     lambda fit, m: size(fit["small_merge_peak_kb"](m) * 1024)),
    ("run: processor time", lambda fit, m: time(fit["run_of_merged"].slope * m)),
    ("ledger, a day more", lambda fit, m: size(fit["ledger_bytes"].slope * m)),
    ("ledger, 30 days", lambda fit, m: size(30 * fit["ledger_bytes"].slope * m)),
)


def page(figures):
    """All tables."""
    return "\n".join([
        "## Points", "", *curve(figures), "", "## Nights", "", *nights(figures), "", "## Plan", "",
        *plan(figures), ""])
