"""What the documents tell people to type does what they say."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from world import DRAWDOWN, ROOT, drawdown

DOCUMENT = ROOT / "Documentation" / "SCALE.md"


def lines_with(word: str) -> str:
    """The lines of the one block of shell that holds a word."""
    blocks = re.findall(r"^```sh\n(.*?)^```", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL)
    [block] = [block for block in blocks if re.search(rf"\b{word}\b", block)]
    return str(block)


class DocumentTests(unittest.TestCase):
    """A folder with dumps of some days and a book, as the lines expect them."""

    def setUp(self) -> None:
        self.folder = pathlib.Path(
            self.enterContext(tempfile.TemporaryDirectory(prefix="drawdown-lines-")))
        drawdown(
            "generate", "--seed", 1, "--records", 20000, "--days", 5, "--apps", 50, "-o",
            self.folder / "dumps")
        shutil.move(self.folder / "dumps" / "book.ndjson", self.folder)
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "drawdown").symlink_to(DRAWDOWN.resolve())

    def type(self, text: str) -> "subprocess.CompletedProcess[str]":
        """Runs lines in a shell that ends with the first one that fails."""
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        return subprocess.run(
            ["sh", "-e", "-c", text], cwd=self.folder, env={**os.environ, "PATH": path},
            capture_output=True, text=True, timeout=120, check=False)

    def check(self, text: str) -> None:
        """Holds what lines make against a run of the dumps, and against a dump that is cut."""
        done = self.type(text)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(text.strip().count("\n"), 2, "three lines")
        alone = self.folder / "alone.db"
        dumps = sorted((self.folder / "dumps").glob("*.zst"))
        drawdown("run", "--ledger", alone, "--book", self.folder / "book.ndjson", *dumps)
        for what in ("usage", "charges", "invoices"):
            self.assertEqual(
                drawdown("export", what, "--ledger", self.folder / "ledger.db"),
                drawdown("export", what, "--ledger", alone))
        for path in [*(self.folder / "dumps").glob("*.partial"), *self.folder.glob("ledger.db*")]:
            path.unlink()
        dumps[2].write_bytes(dumps[2].read_bytes()[:500])
        done = self.type(text)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(f"dumps/{dumps[2].name}: byte ", done.stderr)
        self.assertFalse((self.folder / "ledger.db").exists())

    def test_xargs(self) -> None:
        self.check(lines_with("xargs"))

    @unittest.skipUnless(shutil.which("parallel"), "GNU parallel is not installed")
    def test_parallel(self) -> None:
        self.check(lines_with("parallel"))


if __name__ == "__main__":
    unittest.main()
