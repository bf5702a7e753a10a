"""Tell from a param's name what it is about: the evaluation, the seed, or only where a run keeps its files."""

from functools import lru_cache

from contracts.lexicon import understand, words_of

_SCORING = {
    "eval", "evaluate", "evaluation", "valid", "validation", "test", "testing", "holdout", "fold", "kfold", "tta",
}  # fmt: skip
_SCORING_NAMES = {
    "conf_thres", "conf_threshold", "confidence_threshold", "score_thres", "score_threshold", "iou_thres",
    "iou_threshold", "nms_threshold", "nms_thres", "nms_iou", "max_det", "metric_average", "data_split", "split",
    "split_seed", "n_splits", "num_splits", "train_split", "train_size", "train_ratio", "train_fraction",
}  # fmt: skip
_HARMLESS = {
    "batch", "bs", "bsz", "batchsize", "workers", "interval", "every", "freq", "frequency", "period", "step",
    "steps", "epoch", "epochs", "device", "print", "log", "logging", "save", "verbose", "patience", "strategy",
    "first", "run", "only", "do", "no", "skip", "delay", "start", "early", "stopping", "monitor", "best",
    "progress", "accumulation", "output", "out",
    "gpu", "gpus", "cuda", "cpu", "threads", "quiet", "plot", "plots", "show", "visualize", "vis", "name",
    "cache", "pin", "prefetch", "predictions", "report", "results",
}  # fmt: skip
_SEEDS = {"seed", "random_seed", "random_state", "manual_seed", "manualseed", "rng_seed", "randomseed"}
_OWN_PLACE = {
    "output", "out", "output_dir", "out_dir", "outdir", "output_path", "out_path", "output_folder", "save_dir",
    "save_path", "save_to", "log_dir", "logdir", "log_path", "logging_dir", "log_file", "exp_name", "expname",
    "experiment", "experiment_name", "run_name", "run_id", "runname", "results_dir", "result_dir", "results",
    "work_dir", "workdir", "ckpt_dir", "checkpoint_dir", "checkpoint_path", "model_dir", "timestamp", "wandb_name",
    "wandb_run_name", "tensorboard_dir", "tb_dir", "save", "save_model", "save_folder", "dump_dir",
}  # fmt: skip
_SCORED_FROM = {
    "checkpoint", "ckpt", "weights", "resume", "model_path", "model_file", "load", "load_from", "pretrained",
}  # fmt: skip
_DATA = {"data", "dataset", "datasets", "input", "inputs", "csv", "images", "labels", "annotations", "root"}
_SPLITTING = {"split", "splits", "size", "ratio", "frac", "fraction", "pct", "percent", "fold", "folds", "seed"}
_PLACE = {"dir", "path", "file", "folder", "root", "csv", "json", "url", "images", "labels", "list"}


@lru_cache(maxsize=4096)
def is_evaluation_setting(name: str) -> bool:
    """Tell whether a param says on what or how a run is scored, rather than how it trains or how fast it is scored."""
    words = words_of(name)
    if "_".join(words) in _SCORING_NAMES:
        return True
    # `gradient_clip_val` is a value, `val_ratio` a validation
    scoring = bool(_SCORING.intersection(words)) or (words[:1] in (("val",), ("dev",)) and len(words) > 1)
    scoring = scoring or words == ("num", "val", "samples")
    return scoring and not _HARMLESS.intersection(words)


@lru_cache(maxsize=4096)
def is_data_place(name: str) -> bool:
    """Tell whether a param names files or a folder of data."""
    words = set(words_of(name))
    return bool(words & _DATA) or bool(words & _PLACE and words & (_SCORING | {"val", "dev", "train"}))


@lru_cache(maxsize=4096)
def makes_splits(name: str) -> bool:
    """Tell whether a param says how data is split: where the split itself is on record, it says nothing more."""
    return bool(_SPLITTING.intersection(words_of(name)))


@lru_cache(maxsize=4096)
def is_harmless_to_a_score(name: str) -> bool:
    """Tell whether a param of an evaluation changes only its speed, its output, or which run it scores."""
    words = words_of(name)
    return bool(_HARMLESS.intersection(words)) or "_".join(words) in _SCORED_FROM | _OWN_PLACE | _SEEDS


@lru_cache(maxsize=4096)
def is_seed(name: str) -> bool:
    """Tell whether a param seeds random numbers, and so says nothing but which draw this was."""
    return "_".join(words_of(name)) in _SEEDS or (words_of(name)[-1:] == ("seed",) and not is_evaluation_setting(name))


@lru_cache(maxsize=4096)
def is_the_seed(name: str) -> bool:
    """Tell whether a param is a run's one seed, under one of its usual names."""
    return "_".join(words_of(name)) in _SEEDS


@lru_cache(maxsize=4096)
def is_own_place(name: str) -> bool:
    """Tell whether a param only says where a run writes, or what it is called."""
    return "_".join(words_of(name)) in _OWN_PLACE


@lru_cache(maxsize=4096)
def setting_split(name: str) -> str | None:
    """Return the split that a setting is about; None where it names none."""
    return understand(name).split
