"""What a program is for: signals from its calls and its names, weighed against each other."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from contracts.names import EntryKind
from contracts.repo import Evidence, Place
from skills.analyze.module import FoundCall, Module
from skills.analyze.plain import words

NAME_WEIGHT = 7.0
_NOUN_WEIGHT = 2.5
_INHERITED = 0.25
"""Share of a signal that stands in a module the program imports."""
_MOST_INHERITED = 4.0
"""Weight that one kind can inherit."""


def _words(kind: EntryKind, said: str) -> dict[str, EntryKind]:
    return dict.fromkeys(said.split(), kind)


_VERBS: dict[str, EntryKind] = {
    **_words("train", "train training finetune finetuning fit pretrain pretraining learn tune tuning distill retrain"),
    **_words("evaluate", "eval evaluate evaluation evaluations test testing validate validation val score"),
    **_words("evaluate", "benchmark bench"),
    **_words("infer", "infer inference predict prediction predictions generate sample sampling demo detect classify"),
    **_words("infer", "txt2img img2img text2img inpaint upscale stylize colorize"),
    **_words("infer", "serve submission recognize segment synthesize interactive chat caption play enjoy translate"),
    **_words("export", "export convert converter conversion quantize deploy onnx torchscript tflite coreml"),
    **_words("prepare", "prepare preprocess preprocessing preproc download prep tokenize fetch"),
}
_NOUNS: dict[str, EntryKind] = {
    **_words("train", "trainer learner"),
    **_words("evaluate", "evaluator metrics tester valid"),
    **_words("infer", "predictor sampler generator detector classifier predicting"),
    **_words("prepare", "dataset datasets data datamodule preprocessor make create build split extract clean process"),
    **_words("prepare", "augment collect gather corpus vocab splits labels csv annotations"),
}
_ASIDE = words(
    "plot plots visualize visualise visualization show draw util utils helper helpers config configs logger install "
    "setup profile render display inspect summary analyze analysis figure figures submitit webui app server"
)
"""Words of programs that are for something else; their calls still count."""


def _calls(kind: EntryKind, weight: float, pattern: str) -> tuple[re.Pattern[str], EntryKind, float]:
    return re.compile(pattern), kind, weight


_NO_TRAINING = (
    "test_split loader dataloader data dataset transforms transform ds dl iter set size path file config acc accuracy "
    "loss losses metric metrics f1 auc mae log logger sampler writer label labels x y df idx mask"
).replace(" ", "|")
_CALLS = (
    # A pattern that begins with `=` is one of names as they are written, not of what imports make of them.
    _calls("train", 4, r"\.backward$|(^|\.)trainer\.(train|fit)$"),
    _calls("train", 4, r"(^|\.)(lgb|lightgbm|xgb|xgboost|cb|catboost)\.(train|cv)$"),
    _calls("train", 3, r"(^|\.)((\w+_)?(optimizer|optim|opt|scaler|solver)(_\w+)?)\.step$"),
    _calls("train", 2, r"\.zero_grad$|\.learn$"),
    _calls("train", 3, r"\.(fit|fit_generator|partial_fit|train_on_batch|fit_one_cycle|fine_tune)$"),
    _calls("train", 3, r"(^|\.)(GradientTape|value_and_grad|apply_gradients|apply_updates|minimize)$"),
    _calls("train", 2, r"(^|\.)(Adam|AdamW|SGD|RMSprop|Adagrad|LBFGS|Adadelta|\w+Optimizer)$"),
    _calls(
        "train",
        2,
        r"^=((self|\w+)\.(?=\w+_)|self\.)?((do|run|start|main)_)?(train|training|learn|finetune|pretrain)"
        rf"(?!_({_NO_TRAINING})\b)(_\w+)?$",
    ),
    _calls("train", 2, r"(^|\.)(cross_val_score|GridSearchCV|RandomizedSearchCV|create_study)$"),
    _calls("train", 0.5, r"\.train$"),
    _calls(
        "evaluate",
        2,
        r"^=(self\.)?((do|run)_)?(evaluate|eval|test|validate|evaluation|validation)"
        r"(_(one_)?(epoch|step|loop|model|network))?$",
    ),
    _calls(
        "evaluate",
        1,
        r"(^|\.)((accuracy|f1|roc_auc|auc|r2|precision|recall|average_precision|jaccard|silhouette)_score|"
        r"classification_report|confusion_matrix|mean_(squared|absolute)_error|log_loss|roc_curve)$",
    ),
    _calls("evaluate", 1, r"\.(evaluate|test|score)$"),
    _calls("evaluate", 0.5, r"\.eval$"),
    _calls("infer", 1, r"\.(predict|predict_proba|generate|transcribe)$"),
    _calls("infer", 2, r"^=(self\.)?((do|run)_)?(predict|infer|inference|generate|sample|detect|translate)(_\w+)?$"),
    _calls("export", 3, r"(^|\.)onnx\.export$|(^|\.)torch\.jit\.(trace|script)$|(^|\.)convert_\w+_to_onnx$"),
    _calls("export", 3, r"(^|\.)TFLiteConverter|(^|\.)coremltools\.convert|(^|\.)ct\.convert$|(^|\.)skl2onnx\."),
    _calls("prepare", 0.7, r"(^|\.)(urlretrieve|download_url|download_and_extract|extractall|train_test_split)$"),
    _calls("prepare", 0.7, r"(^|\.)load_dataset$"),
)
_PREPROCESSORS = re.compile(
    r"(scaler|vectorizer|tfidf|encoder|tokenizer|pca|imputer|preprocess\w*|transformer|bow|bag_of_words|binarizer|\ble|\bohe|normalizer)"
    r"\w*\.(fit|partial_fit)$",
    re.IGNORECASE,
)
_LOADS = re.compile(
    r"(^|\.)(torch\.load|load_state_dict|joblib\.load|pickle\.load|load_model|load_weights|from_pretrained"
    r"|load_checkpoint|load_from_checkpoint|restore)$"
)


@dataclass(frozen=True)
class Signal:
    """A reason for a kind."""

    kind: EntryKind
    weight: float
    evidence: Evidence


@dataclass
class Votes:
    """Weighed reasons for each kind."""

    weights: Counter[str] = field(default_factory=Counter)
    signals: list[Signal] = field(default_factory=list)

    def add(self, signal: Signal, weight: float | None = None) -> None:
        """Count a reason."""
        self.weights[signal.kind] += signal.weight if weight is None else weight  # type: ignore[assignment]
        self.signals.append(signal)

    def inherit(self, signals: Iterable[Signal]) -> None:
        """Count the reasons that stand in imported modules, each kind up to a bound."""
        left: dict[str, float] = {}
        for signal in signals:
            share = min(signal.weight * _INHERITED, left.get(signal.kind, _MOST_INHERITED))
            left[signal.kind] = left.get(signal.kind, _MOST_INHERITED) - share
            if share > 0:
                self.add(signal, share)

    def best(self) -> tuple[EntryKind, float] | None:
        """Return the kind with most weight and how sure that is, 0 to 1; None without a reason that carries."""
        ranked = self.weights.most_common()
        if not ranked or ranked[0][1] < 1.5:
            return None
        kind, weight = ranked[0]
        share = weight / sum(self.weights.values())
        return kind, min(0.99, (weight / (weight + 2.0)) * (0.4 + 0.6 * share))  # type: ignore[return-value]

    def evidence(self, kind: EntryKind, most: int = 4) -> tuple[Evidence, ...]:
        """Return the strongest reasons for a kind, without repetition."""
        reasons = sorted((signal for signal in self.signals if signal.kind == kind), key=lambda signal: -signal.weight)
        return tuple({signal.evidence.says: signal.evidence for signal in reasons}.values())[:most]


def name_signal(text: str, place: Place | None) -> Signal | None:
    """Return what a file's or a command's name says: the first verb decides, else the first noun, which says less."""
    parts = name_words(text)
    evidence = Evidence(says=f"is named `{text}`", place=place)
    verbs = [_VERBS[word] for word in parts if word in _VERBS]
    if verbs:
        return Signal(verbs[0], NAME_WEIGHT + (1.0 if len(parts) == 1 else 0.0), evidence)
    nouns = [_NOUNS[word] for word in parts if word in _NOUNS]
    if nouns:
        agree = len(nouns) > 1 and len(set(nouns)) == 1
        return Signal(nouns[0], NAME_WEIGHT - 1 if agree else _NOUN_WEIGHT, evidence)
    joined = "".join(parts)
    for stem, kind in _STEMS.items():
        if joined.startswith(stem) or joined.endswith(stem):
            return Signal(kind, NAME_WEIGHT - 2, evidence)
    return None


_STEMS: dict[str, EntryKind] = {
    "train": "train",
    "finetun": "train",
    "evaluat": "evaluate",
    "predict": "infer",
    "infer": "infer",
    "preprocess": "prepare",
    "prepar": "prepare",
    "download": "prepare",
    "export": "export",
}


def name_words(text: str) -> list[str]:
    """Return the words of a name in lower case, numbers at their ends left out."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text).lower()
    return [stripped for word in re.split(r"[^a-z0-9]+", spaced) if (stripped := re.sub(r"\d+$", "", word))]


def is_aside(text: str) -> bool:
    """Whether a name is that of a program for something else: a plot, a server, a launcher."""
    return bool(_ASIDE & set(name_words(text)))


def call_signals(calls: Iterable[FoundCall]) -> list[Signal]:
    """Return the signals of calls, each kind of call once."""
    found: dict[str, Signal] = {}
    loads: FoundCall | None = None
    for call in calls:
        loads = loads or (call if _LOADS.search(call.name) else None)
        for pattern, kind, weight in _CALLS:
            if kind == "train" and _PREPROCESSORS.search(call.written):
                continue
            text = f"={call.written}" if pattern.pattern.startswith("^=") else call.name
            if pattern.pattern not in found and pattern.search(text):
                shown = call.name.lstrip(".")
                evidence = Evidence(says=f"calls `{shown}`", place=call.place)
                found[pattern.pattern] = Signal(kind, weight, evidence)
    trains = any(signal.kind == "train" and signal.weight >= 3 for signal in found.values())
    result = list(found.values())
    if loads and not trains:
        evidence = Evidence(says=f"loads a model (`{loads.name.lstrip('.')}`)", place=loads.place)
        result += [Signal("evaluate", 0.6, evidence), Signal("infer", 0.6, evidence)]
    return result


class ModuleSignals:
    """The signals of modules, looked for once in each."""

    def __init__(self) -> None:
        self._known: dict[str, list[Signal]] = {}

    def of(self, module: Module) -> list[Signal]:
        """Return the signals of the calls of a module."""
        if module.path not in self._known:
            self._known[module.path] = call_signals(module.calls)
        return self._known[module.path]
