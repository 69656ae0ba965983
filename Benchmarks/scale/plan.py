"""Plans for days of many records, from measured points.

Costs that rise with the records are lines through the points, by least squares; the plan says how
far the points are from their line. What the plan adds up is said beside each row.
"""

import math

# What a shard should be: large enough that starting a task is nothing beside it.
SHARD_RECORDS = 10_000_000
FAN_IN = 16
# A machine of the plan: its cores, and what its disk moves in a second.
CORES = 32
DISK = 1e9
# The identities that a ledger holds when a night is posted: those of a month before it.
DAYS_BEFORE = 29


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
    """The costs of millions of records, and of a night by the millions in the ledger before."""
    found = {
        name: Line([(point["shards"] * figures["shard_records"] / 1e6, point[name])
                    for point in figures["points"]])
        for name, _ in [*TIMES, *SIZES]}
    for name, _ in NIGHT_COLUMNS:
        # A ledger that is new has nothing to be looked up.
        found[f"night_{name}"] = Line([
            (night["records_before"] / 1e6, night[name]) for night in figures["nights"][1:]])
    return found


def seconds(value):
    """Processor time in a table."""
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def megabytes(value):
    """Bytes in a table."""
    return f"{value / 1e6:.{0 if value >= 1e7 else 1}f} MB"


def memory(value):
    """Kibibytes in a table."""
    return f"{value / 1024:.{0 if value >= 10240 else 1}f} MiB"


TIMES = {
    "aggregate": ("aggregate", seconds),
    "merge": ("merge", seconds),
    "run_of_merged": ("run of one partial", seconds),
    "run_of_shards": ("run of all partials", seconds),
    "run_of_dumps": ("run of the dumps", seconds),
}.items()
SIZES = {
    "dump_bytes": ("dumps", megabytes),
    "merged_bytes": ("partial", megabytes),
    "ledger_bytes": ("ledger", megabytes),
    "merge_peak_kb": ("merge, memory", memory),
    "small_merge_peak_kb": ("`--memory 1M`", memory),
    "run_peak_kb": ("run, memory", memory),
}.items()
NIGHT_COLUMNS = {
    "seconds": ("run", seconds), "written": ("written", megabytes),
    "ledger_bytes": ("ledger after it", megabytes), "peak_kb": ("memory", memory),
}.items()


def table(first, columns, rows, fitted):
    """Measured rows, the line through them, and how far the farthest row is from it."""
    yield f"| {first} | " + " | ".join(title for _, (title, _) in columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for title, row in rows:
        yield f"| {title} | " + " | ".join(
            form(row[name]) for name, (_, form) in columns) + " |"
    yield "| one more million | " + " | ".join(
        form(fitted[name].slope) for name, (_, form) in columns) + " |"
    yield "| farthest from the line | " + " | ".join(
        f"{100 * fitted[name].farthest:.0f} %" for name, _ in columns) + " |"


def curve(figures, columns):
    """The points."""
    rows = [
        (f"{point['shards'] * figures['shard_records'] / 1e6:.0f} million in {point['shards']}", point)
        for point in figures["points"]]
    return table("records in shards", columns, rows, lines(figures))


def nights(figures):
    """What a night takes, beside what is in the ledger before."""
    fitted = lines(figures)
    rows = [(f"{night['records_before'] / 1e6:.0f} million", night) for night in figures["nights"]]
    return table(
        "in the ledger before", NIGHT_COLUMNS, rows,
        {name: fitted[f"night_{name}"] for name, _ in NIGHT_COLUMNS})


def plan(figures):
    """Days of 1, 10 and 100 billion records."""
    fitted = lines(figures)
    days = (1e9, 1e10, 1e11)
    yield "| | " + " | ".join(f"{day / 1e9:.0f} billion" for day in days) + " |"
    yield "|---|---|---|---|"
    for name, cell in ROWS:
        yield f"| {name} | " + " | ".join(cell(fitted, day / 1e6) for day in days) + " |"


def levels(millions):
    """How often the records go through a merge, until one partial is left."""
    return math.ceil(math.log(millions * 1e6 / SHARD_RECORDS, FAN_IN) - 1e-9)


def size(count):
    """Bytes in words."""
    unit, scale = next(
        ((unit, scale) for unit, scale in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9))
         if count >= scale), ("MB", 1e6))
    return f"{count / scale:.{0 if count >= 10 * scale else 1}f} {unit}"


def time(count):
    """Seconds in words."""
    unit, scale = next(
        ((unit, scale) for unit, scale in (("days", 86400), ("h", 3600), ("min", 60))
         if count >= 2 * scale), ("s", 1))
    return f"{count / scale:.{0 if count >= 10 * scale else 1}f} {unit}"


def reading(fit, millions):
    """Processor seconds of all machines before the run."""
    return (fit["aggregate"].slope + fit["merge"].slope * levels(millions)) * millions


def last_merge(fit, millions):
    """Elapsed seconds of the last merge, one task: cores share the work, and one disk writes."""
    return max(
        fit["merge"].slope * millions / CORES, fit["merged_bytes"].slope * millions / DISK)


def night(fit, millions, name):
    """What a run takes at the end of a month: for its records, and for those that are there."""
    there = fit[f"night_{name}"].slope * DAYS_BEFORE * millions
    new = {"seconds": fit["run_of_merged"].slope, "written": 2 * fit["ledger_bytes"].slope}
    return new[name] * millions + there


ROWS = (
    ("dumps, compressed", lambda fit, m: size(fit["dump_bytes"].slope * m)),
    ("shards of 10 million", lambda fit, m: f"{m * 1e6 / SHARD_RECORDS:.0f}"),
    ("aggregate, processor time", lambda fit, m: time(fit["aggregate"].slope * m)),
    ("levels of merges", lambda fit, m: f"{levels(m)}"),
    ("merges, processor time", lambda fit, m: time(fit["merge"].slope * m * levels(m))),
    ("cores to do both in an hour", lambda fit, m: f"{math.ceil(reading(fit, m) / 3600)}"),
    ("last merge, elapsed", lambda fit, m: time(last_merge(fit, m))),
    ("last merge, memory at least",
     lambda fit, m: size(fit["small_merge_peak_kb"].slope * m * 1024)),
    ("work folder", lambda fit, m: size(2 * fit["merged_bytes"].slope * m)),
    ("moved: each level written and read",
     lambda fit, m: size(2 * fit["merged_bytes"].slope * m * (levels(m) + 1))),
    ("run on a new ledger, processor time",
     lambda fit, m: time(fit["run_of_merged"].slope * m)),
    ("run on a month, processor time", lambda fit, m: time(night(fit, m, "seconds"))),
    ("run on a month, written", lambda fit, m: size(night(fit, m, "written"))),
    ("ledger of a month", lambda fit, m: size(fit["ledger_bytes"].slope * m * 30)),
)


def page(figures):
    """All tables."""
    return "\n".join([
        "## Points", "", *curve(figures, TIMES), "", *curve(figures, SIZES), "", "## Nights", "", *nights(figures), "",
        f"A user in a partial: {figures['user_bytes']:.1f} bytes.", "", "## Plan", "",
        *plan(figures), ""])
