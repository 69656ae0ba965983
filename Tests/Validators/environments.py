"""Virtual environments below .build for validators that others wrote, pinned to their versions."""

import glob
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def python(version=None):
    """A Python of that version, such as "3.12"; without one, the Python that runs this."""
    if version is None:
        return sys.executable
    candidates = [f"python{version}", sys.executable]
    candidates += sorted(glob.glob(os.path.expanduser(f"~/.pyenv/versions/{version}.*/bin/python3")))
    for candidate in candidates:
        try:
            found = subprocess.run(
                [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
                capture_output=True, text=True, check=False)
        except OSError:
            continue
        # A shim may exist without the version behind it, so the answer counts and not the name.
        if found.stdout.strip() == version:
            return candidate
    sys.exit(f"there is no Python {version}, which the validator needs; install one, or have pyenv do it")


def environment(name, packages, version=None):
    """The Python of an environment that has exactly these packages; made when it is missing."""
    folder = ROOT / ".build" / "validators" / name
    stamp, wanted = folder / "packages", "\n".join(packages) + "\n"
    interpreter = folder / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted:
        return interpreter
    print(f"installing {', '.join(packages)} into {folder.relative_to(ROOT)}", flush=True)
    subprocess.run([python(version), "-m", "venv", "--clear", folder], check=True)
    subprocess.run(
        [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages],
        check=True)
    stamp.write_text(wanted)
    return interpreter
