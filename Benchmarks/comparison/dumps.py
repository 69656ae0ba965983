"""The dumps of a comparison, made by drawdown itself from one seed."""

import contextlib
import dataclasses
import pathlib
import shutil

import running
import setting


@dataclasses.dataclass(frozen=True)
class Dump:
    """What a dump is like."""

    form: str
    frames: int
    apps: int = 20_000
    ids: str = "hex16"
    records: int = setting.RECORDS

    @property
    def title(self):
        frames = "1 frame" if self.frames == 1 else f"{self.frames} frames"
        return f"{self.form}, {frames}, {self.apps} apps, {self.ids}"

    def command(self, folder):
        """What makes it; no interval reaches over midnight, since peers split none."""
        return running.Command([
            setting.DRAWDOWN, "generate", "--seed", setting.SEED, "--records", self.records,
            "--users", setting.USERS, "--apps", self.apps, "--format", self.form,
            "--frames", self.frames, "--record-ids", self.ids, "--no-midnight",
            "--threads", setting.THREADS, "-o", folder,
        ])

    @contextlib.contextmanager
    def made(self, scratch):
        """Makes it, gives its path, and takes it away again: all of them would fill a disk."""
        folder = pathlib.Path(scratch) / "dump"
        running.run(self.command(folder), pathlib.Path(scratch) / "log")
        try:
            yield next(folder.glob("*.zst"))
        finally:
            shutil.rmtree(folder)


def compared():
    """The dumps that all contenders read: two sets, each in both formats, cut and in one piece."""
    sets = [(20_000, "hex16"), (200_000, "uuid")]
    return [
        Dump(form, frames, apps, ids)
        for apps, ids in sets for form in ("csv", "ndjson") for frames in (64, 1)
    ]
