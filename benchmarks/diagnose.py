"""How often a diagnosis is right, on made histories whose cause is known, and how long it takes.

    python benchmarks/diagnose.py [HISTORIES] [RUNS]

Each history is a base configuration with repeats, a search around it, and a change or several after which the metric
is lower. `named` counts answers whose most likely suspect is the cause, `part` those that name one of two causes,
`blamed` those that name another as most likely, `open` those that name none. Where the cause cannot be known, `open`
is right.
"""

import math
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from contracts.lexicon import understand
from contracts.record import Final, RunFacts, RunRecord
from contracts.run import ParamValue
from skills.arguments import Diagnose
from skills.compare.candidates import Candidate
from skills.diagnose.diagnosis import Diagnosis, diagnose
from skills.diagnose.sides import Asked
from skills.diagnose.skill import DiagnoseSkill
from skills.skill import SkillContext
from store.folders import Home
from store.store import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
BASE = {"lr": 0.001, "batch_size": 32, "model": "resnet50", "augment": "none", "dropout": 0.1, "warmup": 500}
OTHER = {"lr": 0.01, "batch_size": 128, "model": "resnet18", "augment": "mixup", "dropout": 0.5, "warmup": 0}
PACKAGES = {"numpy": "1.26.4", "torch": "2.3.0", "pillow": "10.0.0"}
NEWER = {"numpy": "2.0.0", "torch": "2.4.0", "pillow": "11.0.0"}
FILES = {"model.py": "a", "train.py": "b", "data.py": "c"}
KNOBS = (*BASE, *PACKAGES, *FILES)
Knob = str


@dataclass
class History:
    """A history under construction: what each knob does is decided at its start."""

    draw: random.Random
    causes: tuple[Knob, ...]
    together: bool = False
    """Whether the causes act only together."""
    sigma: float = 0.3
    size: float = 3.0
    slack: float = 0.0
    candidates: list[Candidate] = field(default_factory=list)
    minor: dict[Knob, float] = field(default_factory=dict)

    def value(self, new: frozenset[Knob]) -> float:
        """Return what a configuration scores with one seed."""
        hit = [cause in new for cause in self.causes]
        strength = float(all(hit)) if self.together else sum(hit) / max(len(hit), 1)
        small = sum(self.minor.setdefault(knob, self.draw.uniform(-1, 1) * self.slack) for knob in sorted(new))
        return 92 - self.size * strength * bool(self.causes) + small + self.draw.gauss(0, self.sigma)

    def run(self, new: Iterable[Knob] = (), **facts: Any) -> Candidate:
        """Add a run whose knobs of these names have their new values."""
        knobs, number = frozenset(new), len(self.candidates)
        params: dict[str, Any] = {name: OTHER[name] if name in knobs else value for name, value in BASE.items()}
        params.update(facts.pop("params", {}))
        value = facts.pop("value", None)
        metrics = {"accuracy": self.value(knobs) if value is None else value}
        given = {
            "status": "finished",
            "seed": number,
            "started_at": START + timedelta(hours=number),
            "packages": {name: NEWER[name] if name in knobs else version for name, version in PACKAGES.items()},
            "code_files": {name: f"new {name}" if name in knobs else digest for name, digest in FILES.items()},
            "datasets": {"dataset": "d"},
        }
        record = RunRecord(
            project="p",
            run_id=f"run_{number:04d}",
            stage="train",
            params={name: ParamValue(value=one, source="imported") for name, one in params.items()},
            finals=metrics,
            **{**given, **facts},
        )
        finals = tuple(
            Final(key, None, one, one if math.isfinite(one) else None, None, understand(key).direction)
            for key, one in metrics.items()
        )
        self.candidates.append(Candidate(RunFacts(record, finals)))
        return self.candidates[-1]

    def diagnosis(self, **asked: Any) -> Diagnosis:
        """Return the answer about the newest run."""
        return diagnose(self.candidates[::-1], Asked(**asked), "accuracy")


@dataclass(frozen=True)
class Kind:
    """A kind of history."""

    make: Callable[[random.Random], tuple[History, dict[str, str]]]
    is_knowable: bool


def picked(draw: random.Random, count: int) -> list[Knob]:
    """Return so many knobs."""
    return draw.sample(KNOBS, count)


def single(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history in which several things changed and earlier runs had all but the cause."""
    changed = picked(draw, draw.randint(1, 5))
    history = History(draw, (changed[0],), slack=0.15)
    for _ in range(draw.randint(3, 5)):
        history.run()
    if len(changed) > 1:
        history.run(changed[1:])
    history.run(changed)
    return history, {}


def searched(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history in which other knobs are searched, and the suspects vary among those runs too."""
    changed = picked(draw, 3)
    others = [knob for knob in KNOBS if knob not in changed]
    history = History(draw, (changed[0],), slack=0.3)
    for _ in range(4):
        history.run()
    for _ in range(draw.randint(15, 60)):
        history.run([*draw.sample(others, draw.randint(0, 2)), *draw.sample(changed, draw.randint(0, 2))])
    history.run(changed)
    return history, {"baseline": "run_0001"}


def stepwise(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history in which one thing after another is changed and kept; one of them lowers the metric."""
    changed = picked(draw, draw.randint(2, 6))
    history = History(draw, (draw.choice(changed),), slack=0.1)
    for count in range(len(changed) + 1):
        for _ in range(draw.randint(1, 3) + (count == 0)):
            history.run(changed[:count])
    return history, {"baseline": "run_0000"}


def interaction(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history in which two changes do harm only together, and each was tried without the other."""
    changed = picked(draw, draw.randint(2, 4))
    history = History(draw, tuple(changed[:2]), together=True)
    for _ in range(4):
        history.run()
    for knob in changed[:2]:
        history.run([knob, *changed[2:]])
    history.run(changed)
    return history, {}


def missing(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history of the first kind in which runs lack fields that are not about the suspects' own pair."""
    changed = picked(draw, draw.randint(2, 4))
    history = History(draw, (changed[0],))
    for _ in range(6):
        lost = draw.choice(list(BASE))
        history.run(params={lost: None} if draw.random() < 0.3 else {})
    history.run(changed[1:])
    history.run(changed)
    return history, {}


def broken(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history of the first kind with crashed runs and NaN among the runs."""
    changed = picked(draw, 3)
    history = History(draw, (changed[0],))
    for _ in range(4):
        history.run()
    history.run([changed[0]], status="crashed", value=12.0)
    history.run([changed[1]], value=float("nan"))
    history.run(changed[1:])
    history.run(changed)
    history.run(changed, status="failed", value=3.0)
    return history, {}


def confounded(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history in which the cause always came with another change."""
    changed = picked(draw, draw.randint(2, 5))
    history = History(draw, (changed[0],))
    for _ in range(4):
        history.run()
    history.run(changed[2:])
    history.run(changed)
    return history, {}


def seeds(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history in which nothing but the seed changed."""
    history = History(draw, ())
    for _ in range(draw.randint(3, 10)):
        history.run()
    return history, {"baseline": "run_0000"} if draw.random() < 0.5 else {}


def harmless(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history in which things changed that do nothing, beside the seed."""
    changed = picked(draw, draw.randint(1, 4))
    history = History(draw, ())
    for _ in range(draw.randint(3, 8)):
        history.run()
    for knob in changed[: draw.randint(0, len(changed))]:
        history.run([knob])
    history.run(changed)
    return history, {}


def unrepeated(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history without repeats: one change after another, the last of which lowers the metric."""
    changed = picked(draw, draw.randint(3, 6))
    history = History(draw, (changed[-1],), slack=0.1)
    for count in range(len(changed) + 1):
        history.run(changed[:count])
    return history, {"baseline": "run_0000"}


def unrepeated_harmless(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history without repeats in which nothing that changed does anything."""
    changed = picked(draw, draw.randint(3, 6))
    history = History(draw, ())
    for count in range(len(changed) + 1):
        history.run(changed[:count])
    return history, {"baseline": "run_0000"} if draw.random() < 0.5 else {}


def added(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history in which two changes lower the metric, half each, and each was tried alone."""
    changed = picked(draw, draw.randint(2, 4))
    history = History(draw, tuple(changed[:2]), size=4)
    for _ in range(4):
        history.run()
    history.run(changed[2:])
    for knob in changed[:2]:
        history.run([knob, *changed[2:]])
    history.run(changed)
    return history, {"baseline": "run_0001"}


def evaluation(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history in which the evaluation changed with other things."""
    changed = picked(draw, 2)
    history = History(draw, ())
    for _ in range(4):
        history.run(params={"val_split": 0.1})
    history.run(changed, params={"val_split": 0.3}, value=88.0)
    return history, {}


def silent(draw: random.Random) -> tuple[History, dict[str, str]]:
    """Return a history in which the newest run did not record its packages, and one of them is the cause."""
    changed = picked(draw, 2)
    history = History(draw, (draw.choice(list(PACKAGES)),))
    for _ in range(4):
        history.run()
    history.run([next(name for name in PACKAGES if name not in history.causes)])
    history.run([*changed, *history.causes], packages={})
    return history, {}


KINDS = {
    "single": Kind(single, True),
    "searched": Kind(searched, True),
    "stepwise": Kind(stepwise, True),
    "interaction": Kind(interaction, True),
    "two that add up": Kind(added, True),
    "no repeats": Kind(unrepeated, True),
    "missing fields": Kind(missing, True),
    "crashed and NaN": Kind(broken, True),
    "confounded": Kind(confounded, False),
    "seed only": Kind(seeds, False),
    "harmless changes": Kind(harmless, False),
    "harmless, no repeats": Kind(unrepeated_harmless, False),
    "evaluation changed": Kind(evaluation, False),
    "not recorded": Kind(silent, False),
}


def outcome(history: History, asked: dict[str, str]) -> str:
    """Return `named`, `part`, `blamed` or `open`."""
    likely = [entry for entry in history.diagnosis(**asked).ranking if entry.verdict == "most_likely"]
    if not likely:
        return "open"
    names = {change.name for entry in likely for change in entry.changes}
    if names == set(history.causes):
        return "named"
    return "part" if names < set(history.causes) else "blamed"


def main(histories: int, runs: int) -> None:
    """Print the score of every kind of history, then the times."""
    print(f"{histories} histories of each kind   right  named   part blamed   open   %")
    for name, kind in KINDS.items():
        counts = Counter(outcome(*kind.make(random.Random(seed))) for seed in range(histories))
        right = counts["named" if kind.is_knowable else "open"]
        shares = [
            100 * count / histories
            for count in (right, counts["named"], counts["part"], counts["blamed"], counts["open"])
        ]
        print(f"{name:26} {'':7}" + "".join(f"{share:7.1f}" for share in shares))
    timed(runs)


def timed(runs: int) -> None:
    """Print how long a diagnosis takes in a store of so many runs, against reading those runs alone."""
    with tempfile.TemporaryDirectory() as folder:
        store, draw = Store(Home(Path(folder))), random.Random(1)
        store.home.project("p").path.mkdir(parents=True)
        history = History(draw, ("numpy",))
        for number in range(runs):
            extra = {f"extra_{each}": draw.choice((1, 2)) if each < 3 else each for each in range(14)}
            new = [knob for knob in ("lr", "batch_size", "augment") if draw.random() < 0.3]
            history.run([*new, "numpy"] if number > 0.99 * runs else new, params=extra)
        with store.session(write=True) as session:
            session.put(candidate.record for candidate in history.candidates)
        context = SkillContext(store, store.home.project("p"), {}, lambda _: None, lambda: datetime.now(UTC))
        ids = [candidate.run for candidate in history.candidates]
        with store.session() as session:
            bare = best(lambda: session.facts("p", ids[-3000:]))
        ours = best(lambda: DiagnoseSkill().run(Diagnose(metric="accuracy"), context))
        print(f"\n{runs:,} runs, 20 params: {ours * 1000:.0f} ms; reading 3,000 of them {bare * 1000:.0f} ms")


def best(work: Callable[[], object]) -> float:
    """Return the shortest of three times, in seconds."""
    times = []
    for _ in range(3):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main(*(int(value) for value in [*sys.argv[1:], *("300", "10000")[len(sys.argv) - 1 :]]))
