"""Polars: one streaming pass over the dump into a frame, then three groupings of it at once."""

import os

from common import COLUMNS, LARGEST_TIER, PEAKS, TIERS, USERS, Clock, arguments, is_csv

given = arguments()
# It is read when the library is loaded.
os.environ["POLARS_MAX_THREADS"] = str(given.threads)

import polars  # noqa: E402
from polars import col, lit  # noqa: E402


def scan(path):
    """The dump, with every column declared and nothing guessed."""
    schema = {name: polars.Int64 if whole else polars.String for name, whole in COLUMNS.items()}
    if is_csv(path):
        return polars.scan_csv(path, schema=schema)
    return polars.scan_ndjson(path, schema=schema)


def tier():
    """The meter, with the tier of the picture in place of plain `video`."""
    area = col("width") * col("height")
    cases = polars.when(col("meter") != "video").then(col("meter"))
    for largest, name in TIERS:
        cases = cases.when(area <= largest).then(lit(name))
    return cases.otherwise(lit(LARGEST_TIER))


def grouped(usage, condition, quantity):
    """The quantity of each app, day and tier among the records of a condition."""
    return usage.filter(condition).group_by("app", "day", "tier").agg(
        quantity.cast(polars.Int64).alias("quantity"))


def main():
    clock = Clock()
    usage = scan(given.dump).select(
        col("sdk_app_id").alias("app"), col("time").str.slice(0, 10).alias("day"),
        tier().alias("tier"),
        polars.when(col("meter") == USERS).then(col("user_id")).alias("user"),
        col("quantity"),
    ).collect(engine="streaming").lazy()
    groupings = polars.collect_all([
        grouped(usage, ~col("tier").is_in([USERS, PEAKS]), col("quantity").sum()),
        grouped(usage, col("tier") == USERS, col("user").n_unique()),
        grouped(usage, col("tier") == PEAKS, col("quantity").max()),
    ], engine="streaming")
    rows = polars.concat(groupings).sort("app", "day", "tier")
    rows.write_csv(given.output, include_header=False, separator="\t", quote_style="never")
    clock.tell()


main()
