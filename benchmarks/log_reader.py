"""Lines and megabytes per second of the log reader, against plain iteration over the lines in the same run.

python benchmarks/log_reader.py [MEGABYTES]      memory is that of a log of so many megabytes, 100 where not said
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from time import process_time

from skills.metrics.reader import LogReader

BLOCK = 2**20
LINES = 20_000
FORMS: dict[str, Callable[[int], str]] = {
    "key and value": lambda n: (
        f"epoch {n // 100} | step {n} | loss {1 / (n + 1):.4f} | acc {n % 97 / 97:.4f} | lr 0.001\n"
    ),
    "meters": lambda n: (
        f"Epoch: [{n // 390}][{n % 390}/390]\tTime  0.3 (0.5)\tLoss {1 / (n + 1):.4e} (1.8)\tAcc@1  {n % 97:.2f} (60)\n"
    ),
    "tqdm": lambda n: (
        f"\rEpoch {n // 1000}:  45%|████▌     | {n % 1000}/1000 [00:21<00:26,  8.11it/s, loss={1 / (n + 1):.3f}]"
    ),
    "JSON": lambda n: f'{{"epoch": {n // 100}, "step": {n}, "train_loss": {1 / (n + 1):.4f}, "lr": 0.1}}\n',
    "Python dict": lambda n: (
        f"{{'loss': {1 / (n + 1):.4f}, 'grad_norm': 1.2, 'learning_rate': 4.9e-05, 'epoch': {n / 100:.2f}}}\n"
    ),
    "table": lambda n: (
        "epoch  train_loss  val_loss\n" if not n else f"{n:5}  {1 / (n + 1):10.4f}  {2 / (n + 1):8.4f}\n"
    ),
    "other messages": lambda n: f"2026-01-01 12:00:{n % 60:02},123 - INFO - item {n} of the queue, nothing special\n",
    "text": lambda _: "Some ordinary message that a library prints, without any number\n",
}


def main(megabytes: int) -> None:
    """Print a table: the form of the lines, lines/s, MB/s, and how many times slower than iterating over lines."""
    print(f"{'':16} {'lines/s':>10} {'MB/s':>7} {'of plain iteration':>20} {'points':>8}")
    for name, form in FORMS.items():
        log = "".join(form(n) for n in range(LINES)).encode()
        plain, _ = timed(partial(iterate, log))
        seconds, points = timed(partial(read, LogReader("log"), log))
        print(f"{name:16} {LINES / seconds:10,.0f} {len(log) / seconds / 1e6:7.1f} {plain / seconds:20.4f} {points:8,}")
    whole = subprocess.run(
        [sys.executable, __file__, "--memory", str(megabytes)], check=True, capture_output=True, text=True
    )
    print(whole.stdout, end="")


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """Return the processor seconds that work takes, and what it returns."""
    start = process_time()
    result = work()
    return max(process_time() - start, 1e-9), result


def iterate(log: bytes) -> int:
    """Return the number of bytes in the lines of a log."""
    return sum(len(line) for line in log.splitlines())


def read(reader: LogReader, log: bytes) -> int:
    """Return the number of points in a log, read block by block."""
    blocks = (log[start : start + BLOCK] for start in range(0, len(log), BLOCK))
    return sum(len(reader.feed(block)) for block in blocks) + len(reader.close())


def memory(megabytes: int) -> None:
    """Read a log of that size from disk, keeping no point, and print what it took."""
    with tempfile.TemporaryFile() as file:
        size = number = 0
        while size < megabytes * 10**6:
            part = "".join(form(number + n) for form in FORMS.values() for n in range(100)).encode()
            file.write(part)
            size, number = size + len(part), number + 100
        file.seek(0)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        reader, points = LogReader("log"), 0
        start = process_time()
        while block := file.read(BLOCK):
            points += len(reader.feed(block))
        points += len(reader.close())
        seconds = process_time() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"\n{size / 1e6:.0f} MB of all of these: {seconds:.0f} s, {points:,} points, "
        f"{(after - before) / 1024:.1f} MiB more than before, state of {len(reader.state()):,} letters"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        memory(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
