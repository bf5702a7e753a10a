"""What somebody should know before a program is run: what it needs, what it would reach, where it would stop."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from contracts.repo import EntryPoint, Finding, Place
from skills.analyze.module import FoundCall, Function, Module, per_module
from skills.analyze.removed import removed_uses

_DOWNLOADS = re.compile(
    r"(^|\.)(urlretrieve|download_url|download_and_extract_archive|load_dataset|hf_hub_download|snapshot_download|"
    r"fetch_(openml|california_housing|20newsgroups|covtype|lfw_people|olivetti_faces)|load_state_dict_from_url|"
    r"gdown\.\w+|wget\.download|get_file|tfds\.load|kaggle\.\w+)$"
    r"|^torch\.hub\.load|^tensorflow_datasets\.load$|^tensorflow\.keras\.datasets\.\w+\.load_data$"
    r"|^keras\.datasets\.\w+\.load_data$|^nltk\.download$|^requests\.get$|\.from_pretrained$"
)
_LOGGERS = re.compile(
    r"^(wandb|comet_ml|neptune|clearml|mlflow|aim|swanlab)\.(init|Experiment|start|start_run|init_run|Task\.init)$"
)
_GPU_CALLS = re.compile(r"\.cuda$|^torch\.cuda\.(set_device|current_device|get_device_name)$|\.to_gpu$")
_ASKS = ("cuda.is_available", "is_gpu_available", "list_physical_devices", "device_count", "is_cuda_available")
_MANY_EPOCHS, _MANY_STEPS = 50, 20_000


@dataclass(frozen=True)
class _Scan:
    """What a module does that concerns machines and networks."""

    downloads: tuple[FoundCall, ...]
    loggers: tuple[FoundCall, ...]
    gpu: tuple[FoundCall, ...]
    asks: bool
    """Whether it asks if there is a GPU."""
    waits: tuple[FoundCall, ...]
    """Calls of `input()`."""


@per_module
def _scan(module: Module) -> _Scan:
    calls = sorted(module.calls, key=lambda call: call.node.lineno)
    return _Scan(
        tuple(call for call in calls if _downloads(call)),
        tuple(call for call in calls if _LOGGERS.search(call.name)),
        tuple(call for call in calls if _GPU_CALLS.search(call.name) or _to_cuda(call)),
        any(text in module.text for text in _ASKS),
        tuple(call for call in calls if call.name in {"input", "raw_input"}),
    )


@dataclass(frozen=True)
class Remark:
    """What somebody should know about one program; several programs can share it."""

    level: Literal["info", "warning", "error"]
    says: str
    """With `{who}` where the programs are named."""
    place: Place
    subject: str
    """Remarks on one subject become one finding, with the first one's words and place."""


def grouped(remarks: Iterable[tuple[str, Remark]]) -> list[Finding]:
    """Return remarks as findings, each subject once, with the programs it is about."""
    subjects: dict[str, tuple[Remark, dict[str, None]]] = {}
    for name, remark in remarks:
        subjects.setdefault(remark.subject, (remark, {}))[1][name] = None
    return [
        Finding(level=remark.level, says=remark.says.replace("{who}", _named(list(names))), place=remark.place)
        for remark, names in subjects.values()
    ]


def _named(names: list[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def remarks_on(entry: EntryPoint, closure: Sequence[Module]) -> Iterator[Remark]:
    """Yield what somebody should know before running one program."""
    scans = [_scan(module) for module in closure]
    yield from _about_gpus(entry, closure, scans)
    downloads = [call for scan in scans for call in scan.downloads]
    if downloads:
        shown = ", ".join(dict.fromkeys(call.name.lstrip(".") for call in downloads[:4]))
        yield Remark(
            "info", f"The network may be needed, to download ({shown}): {{who}}.", downloads[0].place, "downloads"
        )
    loggers = [call for scan in scans for call in scan.loggers]
    if loggers:
        name = loggers[0].name.partition(".")[0]
        yield Remark("info", f"Logs to {name}, a service on the network: {{who}}.", loggers[0].place, f"logs to {name}")
    waits = scans[0].waits if scans else ()
    if waits:
        yield Remark("warning", "Asks on the terminal (`input`), and a run has none: {who}.", waits[0].place, "input")
    yield from _about_work(entry)
    yield from _about_params(entry)
    yield from _about_paths(entry)
    for module in closure:
        for use in removed_uses(module):
            yield Remark("warning", f"{use.says} Used by {{who}}.", use.place, use.subject)


def _about_gpus(entry: EntryPoint, closure: Sequence[Module], scans: Sequence[_Scan]) -> Iterator[Remark]:
    demanded = next((found for module in closure for found in _demands(module)), None)
    if demanded is not None:
        count, place, leaves = demanded
        ending = " and ends without training where there are fewer" if leaves else ""
        some = f"{count} GPUs" if count > 1 else "a GPU"
        yield Remark("warning", f"Insists on {some}{ending}: {{who}}.", place, f"asks for {some}{ending}")
        return
    gpu = [call for scan in scans for call in scan.gpu]
    can_choose = any(scan.asks for scan in scans) or any(param.role == "device" for param in entry.params)
    if gpu and not can_choose:
        says = "Uses a GPU without asking whether there is one: {who}."
        yield Remark("warning", says, gpu[0].place, "needs a GPU")
    for param in entry.params:
        if param.role == "device" and str(param.default).startswith("cuda") and param.overridable:
            says = (
                f"`{param.flag or param.name}` is {param.default!r} by default: without a GPU give `{param.name}=cpu`."
            )
            yield Remark("info", says, param.proof, f"device default {param.default}")


@per_module
def _demands(module: Module) -> list[tuple[int, Place, bool]]:
    """Return how many GPUs a module insists on, where, and whether it leaves quietly without them."""
    if "cuda" not in module.text and "gpu" not in module.text.lower():
        return []
    found: list[tuple[int, Place, bool]] = []
    mains = [node for node in module.nodes if isinstance(node, Function) and node.name in {"main", "run", "train"}]
    in_main = {id(inner) for main in mains for inner in ast.walk(main)}
    for node in module.nodes:
        if isinstance(node, ast.If | ast.Assert):
            test = ast.unparse(node.test)
            count = _needed(test, is_assert=isinstance(node, ast.Assert))
            leaves = isinstance(node, ast.If) and (_exits(node.body) or (id(node) in in_main and _returns(node.body)))
            raises = isinstance(node, ast.If) and any(isinstance(item, ast.Raise) for item in node.body)
            if count and (isinstance(node, ast.Assert) or raises or leaves):
                found.append((count, module.place(node), leaves))
    return found


def _needed(test: str, *, is_assert: bool) -> int | None:
    """Return the number of GPUs that a test insists on; None where it is about something else."""
    if re.search(r"torch\.cuda\.is_available\(\)", test) and len(test) < 80:
        negated = test.startswith("not ")
        return 1 if negated != is_assert else None
    count = re.search(
        r"(?:device_count\(\)|n_gpus|world_size|num_gpus|ngpus|ngpus_per_node)\s*(<|>=|<=|>|==)\s*(\d+)", test
    )
    if not count:
        return None
    number = int(count[2])
    if is_assert:
        return {">=": number, ">": number + 1}.get(count[1])
    needed = {"<": number, "<=": number + 1, "==": number + 1 if number < 2 else None}.get(count[1])
    return needed if needed and needed >= 1 else None


def _exits(body: list[ast.stmt]) -> bool:
    text = ast.unparse(body[-1]) if isinstance(body[-1], ast.Expr) else ""
    return bool(re.match(r"(sys\.|os\._)?(exit|quit)\(", text))


def _returns(body: list[ast.stmt]) -> bool:
    last = body[-1]
    return isinstance(last, ast.Return) and (last.value is None or isinstance(last.value, ast.Constant))


def _about_work(entry: EntryPoint) -> Iterator[Remark]:
    if entry.kind != "train":
        return
    for param in entry.params:
        number = param.default if isinstance(param.default, int | float) else 0
        if (param.role == "epochs" and number >= _MANY_EPOCHS) or (param.role == "steps" and number >= _MANY_STEPS):
            word = "epochs" if param.role == "epochs" else "steps"
            first = 1 if param.role == "epochs" else 100
            says = f"Works {number:,} {word} by default; for a first try give `{param.name}={first}`: {{who}}."
            yield Remark("info", says, param.proof, f"{number} {word}")
            return


def _about_params(entry: EntryPoint) -> Iterator[Remark]:
    for param in entry.params:
        if param.live == "unread" and param.binding == "cli":
            name = param.flag or param.name
            reason = "is overwritten in the code" if param.note and "Overwritten" in param.note else "is never read"
            says = f"`{name}` {reason}, so setting it changes nothing: {{who}}."
            yield Remark("warning", says, param.proof, f"{name} {reason}")
        elif param.note and ("every value but the empty" in param.note or "changes nothing" in param.note):
            says = f"`{param.flag or param.name}` of {{who}}: {param.note}"
            yield Remark("warning", says, param.proof, f"{param.flag} {param.note}")


def _about_paths(entry: EntryPoint) -> Iterator[Remark]:
    for param in entry.params:
        if param.role in {"data", "checkpoint", "input", "output"} and _is_elsewhere(param.default):
            says = f"`{param.flag or param.name}` is {param.default!r} by default, a folder of another machine."
            yield Remark("warning", says, param.proof, f"elsewhere {param.default}")
    for use in entry.reads:
        if use.param is None and _is_elsewhere(use.path):
            says = f"Reads {use.path!r}, a path of another machine: {{who}}."
            yield Remark("warning", says, use.proof, "reads elsewhere")


def _is_elsewhere(path: object) -> bool:
    if not isinstance(path, str) or not re.match(r"^(/[^/*]+/[^/]|~/|[A-Za-z]:[\\/])", path):
        return False
    return not path.startswith(("/tmp", "/dev", "/proc", "/usr", "/etc", "~/.cache", "/content/sample"))  # noqa: S108


def _downloads(call: FoundCall) -> bool:
    if any(
        word.arg == "download" and isinstance(word.value, ast.Constant) and word.value.value is True
        for word in call.node.keywords
    ):
        return True
    if not _DOWNLOADS.search(call.name):
        return any(
            word.arg == "pretrained" and isinstance(word.value, ast.Constant) and word.value.value is True
            for word in call.node.keywords
        )
    local = (
        call.node.args
        and isinstance(call.node.args[0], ast.Constant)
        and str(call.node.args[0].value) in {"csv", "json", "text", "imagefolder"}
    )
    return not local


def _to_cuda(call: FoundCall) -> bool:
    if not call.name.endswith((".to", ".device")) or not call.node.args:
        return False
    first = call.node.args[0]
    return isinstance(first, ast.Constant) and str(first.value).startswith("cuda")
