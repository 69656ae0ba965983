"""What the peers have in common: their arguments, the columns of a dump, and the tiers of pictures.

Every peer is run as `PEER.py --threads N -o OUT DUMP` and writes the same bytes to OUT: a line for
each app, day and meter with its quantity, cut by tabs and sorted by these three. The quantity is a
sum of seconds, for `login` the number of distinct users, for `groups` the largest count.

A peer checks no identities and no rules of form, and splits no interval at midnight: the dumps of a
comparison have none to be split, so that the first ten characters of a time are its day.
"""

import argparse
import os
import sys
import time

# The columns of a dump in the order of its header, and whether they are whole numbers.
COLUMNS = {
    "record_id": False, "time": False, "sdk_app_id": True, "meter": False,
    "user_id": False, "quantity": True, "width": True, "height": True,
}

# The largest area of each tier since 2022-06-01; what is larger is the last one's.
TIERS = [(307200, "video.sd"), (921600, "video.hd"), (2073600, "video.fhd"), (3686400, "video.2k")]
LARGEST_TIER = "video.4k"

USERS = "login"
PEAKS = "groups"


def arguments():
    """The arguments of a peer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("-o", dest="output", required=True)
    parser.add_argument("dump")
    return parser.parse_args()


def is_csv(path):
    """Whether a dump is CSV; its name says so, unlike to drawdown, which looks inside."""
    return ".csv" in os.path.basename(path)


def quoted(text):
    """A text as a literal of SQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def meter_in_sql():
    """The meter of a record in SQL, with the tier of the picture in place of plain `video`."""
    cases = " ".join(f"WHEN width * height <= {area} THEN '{tier}'" for area, tier in TIERS)
    return f"CASE WHEN meter <> 'video' THEN meter {cases} ELSE '{LARGEST_TIER}' END"


class Clock:
    """Tells how long the work took, without starting Python and loading the engine."""

    def __init__(self):
        self.start = time.perf_counter()

    def tell(self):
        print(f"seconds {time.perf_counter() - self.start:.3f}", file=sys.stderr)
