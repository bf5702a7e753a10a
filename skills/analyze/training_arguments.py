"""Settings that training libraries bring themselves, so that no source of the repository shows them."""

from contracts.repo import ParamType, Place
from skills.analyze.declared import Declared
from skills.analyze.values import Value

_TRAINING: tuple[tuple[str, ParamType, Value], ...] = (
    ("output_dir", "path", None),
    ("per_device_train_batch_size", "int", 8),
    ("per_device_eval_batch_size", "int", 8),
    ("gradient_accumulation_steps", "int", 1),
    ("learning_rate", "float", 5e-5),
    ("weight_decay", "float", 0.0),
    ("max_grad_norm", "float", 1.0),
    ("num_train_epochs", "float", 3.0),
    ("max_steps", "int", -1),
    ("lr_scheduler_type", "str", "linear"),
    ("warmup_steps", "int", 0),
    ("logging_steps", "int", 500),
    ("save_steps", "int", 500),
    ("save_total_limit", "int", None),
    ("eval_steps", "int", None),
    ("seed", "int", 42),
    ("bf16", "bool", False),
    ("fp16", "bool", False),
    ("gradient_checkpointing", "bool", False),
    ("dataloader_num_workers", "int", 0),
    ("do_train", "bool", False),
    ("do_eval", "bool", False),
    ("do_predict", "bool", False),
    ("report_to", "str", None),
    ("resume_from_checkpoint", "path", None),
    ("run_name", "str", None),
    ("optim", "str", None),
    ("push_to_hub", "bool", False),
)
_LIGHTNING: tuple[tuple[str, ParamType, Value], ...] = (
    ("max_epochs", "int", None),
    ("max_steps", "int", -1),
    ("accelerator", "str", "auto"),
    ("devices", "str", "auto"),
    ("precision", "str", None),
    ("num_nodes", "int", 1),
    ("limit_train_batches", "float", None),
    ("limit_val_batches", "float", None),
    ("fast_dev_run", "bool", False),
    ("gradient_clip_val", "float", None),
    ("accumulate_grad_batches", "int", 1),
    ("log_every_n_steps", "int", None),
    ("check_val_every_n_epoch", "int", 1),
    ("default_root_dir", "path", None),
    ("deterministic", "bool", None),
)


def known_arguments(name: str, place: Place) -> list[Declared]:
    """Return the usual params of a library's own class, with `place` where the repository uses it; empty for others."""
    last = name.rpartition(".")[2]
    if not (last.endswith("TrainingArguments") or (name.startswith("trl.") and last.endswith("Config"))):
        return []
    return [_declared(item, place, name, underscore=True) for item in _TRAINING]


def trainer_arguments(place: Place, prefix: str = "") -> list[Declared]:
    """Return the usual params of Lightning's `Trainer`."""
    return [_declared(item, place, "the Lightning Trainer", prefix=prefix) for item in _LIGHTNING]


def _declared(
    item: tuple[str, ParamType, Value], place: Place, source: str, *, prefix: str = "", underscore: bool = False
) -> Declared:
    name, kind, default = item
    declared = Declared(name=f"{prefix}{name}", place=place, type=kind, default=default)
    declared.flags = (f"--{prefix}{name}",)
    if underscore and "_" in name:
        declared.flags += (f"--{name.replace('_', '-')}",)
    declared.notes.append(f"Of {source}; its default depends on the installed version.")
    return declared
