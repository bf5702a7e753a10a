"""How long the program takes to answer, against the bare interpreter with DuckDB: ratios in one run.

python benchmarks/startup.py
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

REPEATS = 9
COMMANDS = {
    "python -c 'import duckdb'": [sys.executable, "-c", "import duckdb"],
    "mlclaw --batch help": [sys.executable, "-m", "mlclaw_tui", "--batch", "help"],
    "mlclaw sql": [sys.executable, "-m", "mlclaw_tui", "sql", "SELECT 1"],
    "mlclaw --version": [sys.executable, "-m", "mlclaw_tui", "--version"],
}


def median_s(command: list[str], home: str) -> float:
    """Return the median wall time of a command, seconds."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        subprocess.run(command, env={**os.environ, "MLCLAW_HOME": home}, capture_output=True, check=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as home:
        times = {name: median_s(command, home) for name, command in COMMANDS.items()}
    base = times["python -c 'import duckdb'"]
    print(f"{'command':28} {'median s':>9} {'ratio':>6}")
    for name, taken in times.items():
        print(f"{name:28} {taken:9.3f} {taken / base:6.2f}")


if __name__ == "__main__":
    main()
