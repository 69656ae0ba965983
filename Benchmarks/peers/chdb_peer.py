"""ClickHouse in the process (chdb): one pass into a table in memory, then three groupings of it."""

import os

from chdb import session

from common import COLUMNS, PEAKS, USERS, Clock, arguments, is_csv, meter_in_sql, quoted


def reader(path):
    """The table function that reads a dump, with every column declared and nothing guessed."""
    structure = ", ".join(
        f"{name} {'Int64' if whole else 'String'}" for name, whole in COLUMNS.items())
    form = "CSVWithNames" if is_csv(path) else "JSONEachRow"
    return f"file({quoted(os.path.abspath(path))}, '{form}', {quoted(structure)}, 'zstd')"


def main():
    given = arguments()
    clock = Clock()
    engine = session.Session()
    settings = f"SETTINGS max_threads = {given.threads}, max_insert_threads = {given.threads}"
    engine.query("CREATE DATABASE peer ENGINE = Memory")
    engine.query(
        "CREATE TABLE peer.usage (app Int64, day String, tier LowCardinality(String), "
        "user String, quantity Int64) ENGINE = Memory")
    engine.query(f"""
        INSERT INTO peer.usage
        SELECT sdk_app_id, substring(time, 1, 10), {meter_in_sql()},
               if(meter = '{USERS}', user_id, ''), quantity
        FROM {reader(given.dump)} {settings}""")
    rows = engine.query(f"""
        SELECT app, day, tier, amount FROM (
          SELECT app, day, tier, toInt64(sum(quantity)) AS amount FROM peer.usage
          WHERE tier NOT IN ('{USERS}', '{PEAKS}') GROUP BY app, day, tier
          UNION ALL
          SELECT app, day, tier, toInt64(uniqExact(user)) FROM peer.usage
          WHERE tier = '{USERS}' GROUP BY app, day, tier
          UNION ALL
          SELECT app, day, tier, max(quantity) FROM peer.usage
          WHERE tier = '{PEAKS}' GROUP BY app, day, tier
        ) ORDER BY app, day, tier {settings}""", "TSVRaw")
    with open(given.output, "wb") as file:
        file.write(rows.bytes())
    clock.tell()


main()
