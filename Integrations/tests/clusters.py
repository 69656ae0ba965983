"""Real engines on the loopback interface: a scheduler and two workers with one core each."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from processes import Background, family, kill, wait_until

TESTS = pathlib.Path(__file__).resolve().parent
INTEGRATIONS = TESTS.parent
# Longer than a job of these tests can take, unless it hangs.
MOST_SECONDS = 300


class Cluster:
    """An engine that runs, and its driver."""

    name: str

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.processes: list[Background] = []
        self.workers: list[Background] = []
        self.jobs: list[subprocess.Popen[str]] = []

    def start(self) -> None:
        """Starts the scheduler and two workers, and waits until they know each other."""
        self.start_scheduler()
        for worker in [self.start_worker(), self.start_worker()]:
            worker.wait_for(self.registered)

    # What a worker says when the scheduler knows it.
    registered: str

    def start_scheduler(self) -> None:
        """Starts the scheduler."""
        raise NotImplementedError

    def worker(self, folder: pathlib.Path) -> list[str]:
        """The command of a worker, with a folder of its own."""
        raise NotImplementedError

    def start_worker(self) -> Background:
        """Starts one more worker."""
        name = f"worker-{len(self.processes)}"
        worker = self.background(name, self.worker(self.folder / name))
        self.workers.append(worker)
        return worker

    def driver(self, options: Sequence[str]) -> list[str]:
        """The command that starts a job; `options` are those of the engine."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """The environment of every process; what an engine leaves behind stays in the folder."""
        return {**os.environ, "TMPDIR": str(self.folder), "PYTHONWARNINGS": "ignore"}

    def background(self, name: str, words: Sequence[str]) -> Background:
        """Starts a process of the engine."""
        process = Background(words, self.folder / f"{name}.log", self.environment())
        self.processes.append(process)
        return process

    def begin(self, words: Sequence[str], options: Sequence[str] = ()) -> subprocess.Popen[str]:
        """Starts a job; both of its outputs come in one."""
        job = subprocess.Popen(
            [*self.driver(options), *words], env=self.environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.jobs.append(job)
        return job

    def submit(self, words: Sequence[str], options: Sequence[str] = ()) -> tuple[int, str]:
        """Runs a job to its end; returns its exit code and what it said."""
        return finish(self.begin(words, options))

    def stop(self) -> None:
        """Stops all processes that still run."""
        for job in self.jobs:
            if job.poll() is None:
                kill(job)
            if job.stdout:
                job.stdout.close()
        for process in reversed(self.processes):
            process.stop()


def finish(job: subprocess.Popen[str]) -> tuple[int, str]:
    """Waits for a job, within bounds; returns its exit code and what it said."""
    try:
        said, _ = job.communicate(timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        kill(job)
        raise
    return job.returncode, said


class Spark(Cluster):
    """A standalone master and two workers."""

    name = "Spark"
    registered = "(Successfully registered with master)"

    def start_scheduler(self) -> None:
        import pyspark

        self.home = pathlib.Path(pyspark.__file__).parent
        master = self.background("master", [
            *self._class("master.Master"), "--host", "127.0.0.1", "--port", "0", "--webui-port",
            "0"])
        self.url = master.wait_for(r"Starting Spark master at (spark://\S+)")

    def worker(self, folder: pathlib.Path) -> list[str]:
        return [
            *self._class("worker.Worker"), "--host", "127.0.0.1", "--port", "0", "--webui-port", "0",
            "--cores", "1", "--memory", "1g", "--work-dir", str(folder), self.url]

    def environment(self) -> dict[str, str]:
        # Without it, Java leaves a file of counters outside of the folder.
        java = f"-XX:-UsePerfData -Djava.io.tmpdir={self.folder}"
        return {
            **super().environment(), "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self.folder), "SPARK_DAEMON_JAVA_OPTS": java,
            "SPARK_DAEMON_MEMORY": "256m", "PYSPARK_PYTHON": sys.executable}

    def driver(self, options: Sequence[str]) -> list[str]:
        java = f"-XX:-UsePerfData -Djava.io.tmpdir={self.folder}"
        settings = {
            "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "512m", "spark.executor.memory": "512m",
            "spark.driver.extraJavaOptions": java, "spark.executor.extraJavaOptions": java,
            "spark.ui.enabled": "false"}
        words = [str(self.home / "bin" / "spark-submit"), "--master", self.url]
        for name, value in settings.items():
            words += ["--conf", f"{name}={value}"]
        return [*words, *options, str(INTEGRATIONS / "spark" / "drawdown_spark.py")]

    def _class(self, name: str) -> list[str]:
        return [str(self.home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}"]


class Dask(Cluster):
    """A scheduler and two workers without nannies, so that a killed one is not started again."""

    name = "Dask"
    registered = "(Registered to: +tcp)"
    command = str(pathlib.Path(sys.executable).parent / "dask")

    def start_scheduler(self) -> None:
        address = self.folder / "scheduler.json"
        self.background("scheduler", [
            self.command, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            "--scheduler-file", str(address)])
        wait_until(lambda: address.exists() and address.stat().st_size > 0, "the scheduler")
        self.address = json.loads(address.read_text())["address"]

    def worker(self, folder: pathlib.Path) -> list[str]:
        return [
            self.command, "worker", self.address, "--host", "127.0.0.1", "--nthreads", "1",
            "--no-nanny", "--no-dashboard", "--local-directory", str(folder)]

    def driver(self, options: Sequence[str]) -> list[str]:
        return [
            sys.executable, str(INTEGRATIONS / "dask" / "drawdown_dask.py"), "--scheduler",
            self.address, *options]


@contextlib.contextmanager
def running(kind: type[Cluster], folder: pathlib.Path) -> Iterator[Cluster]:
    """A cluster that is stopped in the end, and whose files go with it."""
    folder.mkdir()
    cluster = kind(folder)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)
        # Whatever still ran would be found here.
        ours = os.getpid()
        left = [pid for pid in family(ours) if pid != ours]
        end = time.monotonic() + 30
        while left and time.monotonic() < end:
            time.sleep(0.1)
            left = [pid for pid in family(ours) if pid != ours]
        if left:
            raise AssertionError(f"{kind.name} left processes behind: {left}")
