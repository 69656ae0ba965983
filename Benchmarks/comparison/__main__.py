"""Compares drawdown with other engines on the same dumps: `make bench`.

RECORDS, USERS, REPETITIONS and THREADS in the environment change the size. Peers are installed in
an environment of their own below `.build`; dumps come and go below TMPDIR.
"""

import sys
import tempfile

import contenders
import dumps
import experiments
import report
import setting


def main():
    if not setting.DRAWDOWN.exists():
        raise SystemExit(f"{setting.DRAWDOWN} is not there; run `make release` first")
    contenders.install_peers()
    with tempfile.TemporaryDirectory(prefix="drawdown-bench-") as scratch:
        comparisons = [experiments.compare(dump, scratch) for dump in dumps.compared()]
        bounded = experiments.bound(scratch)
        growth = experiments.growth(scratch)
    page = "".join([
        report.head(), report.summary(comparisons), report.bounded(bounded), report.growth(growth),
        "\n## Everybody\n", *map(report.details, comparisons), report.commands(comparisons[0]),
    ])
    # A path of one machine says nothing to others.
    page = page.replace(scratch, "$TMPDIR")
    setting.REPORT.parent.mkdir(exist_ok=True)
    setting.REPORT.write_text(page)
    print(page)
    print(f"written to {setting.REPORT.relative_to(setting.ROOT)}", file=sys.stderr)


main()
