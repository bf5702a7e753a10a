"""What the names beside numbers are: metrics, positions in the training, schedules, telemetry, or the configuration."""

from enum import Enum, auto
from functools import lru_cache

from contracts.lexicon import is_decoration, is_known, split_of, understand, words_of


class Kind(Enum):
    """What a name says about its number."""

    METRIC = auto()
    WEAK = auto()
    """A metric's name that configurations use as well: `iou: 0.7`, `precision: 16`."""
    SPLIT = auto()
    """Only the name of a split: `Val: 0.81`."""
    SCHEDULE = auto()
    """Worth a series, never ranked: the learning rate, the gradient norm."""
    TELEMETRY = auto()
    """Time, memory, speed, counters."""
    CONFIG = auto()
    POSITION = auto()
    UNKNOWN = auto()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SCHEDULES = _set(
    """lr learning_rate learningrate base_lr lr0 grad_norm gnorm gradient_norm epsilon loss_scale temperature
    teacher_forcing norm"""
)
_TELEMETRY = _set(
    """time times timing eta elapsed sec secs second seconds s ms mins minute minutes hour hours hrs duration
    runtime wall walltime remaining left dur took memory mem gpu_mem vram ram rss cpu gpu util utilization utilisation
    power temp date timestamp ts clock wps ups wpb bsz oom clip mfu flops flos tflops gflops cur done progress percent
    pct instances labels targets data current started finished created pid support correct count counts seen"""
)
_CONFIG = _set(
    """batch_size batchsize bs seed seeds epochs workers port device devices version versions param params parameters
    hidden layer layers head heads dim dims dimension dimensions dropout decay wd momentum nesterov patience delta
    threshold thresholds thresh thr cutoff weight weights coef coefs coeff coefficient alpha beta betas beta1 beta2
    gamma lambda eps smoothing warmup interval freq frequency every num n number size sizes length len width height
    depth channels class classes samples sample images image examples example tokens token rank world nodes node id ids
    code line year python torch numpy cuda cudnn ratio scale scaler factor target goal limit tolerance tol penalty
    regularization reg_lambda reg_alpha bins folds trees estimators leaves neighbors clusters components features rows
    columns shape shapes stride strides kernel padding pool units neurons iterations steps episodes trials opset bits
    bit step_size margin max_iter random_state test_size train_size val_size subsample colsample clipping clip_norm
    clip_grad max_norm embedding vocab vocabulary budget capacity buffer timeout retries verbosity verbose level monitor
    priority exponent order degree improvement fn func function type mode metric version_number split choice"""
)
_CONFIG_ANYWHERE = _set(
    """threshold thresholds thresh thr cutoff target goal limit patience delta weight weights coef coefs coeff
    coefficient tolerance tol penalty budget monitor lambda alpha gamma smoothing warmup per using nms minimum
    maximum pos neg adj"""
)
_WEAK = _set(
    """precision error map cost objective distance iou score throughput latency recall likelihood correlation kl reward
    return hit_rate criterion hr ar oa em ari ece kid ter"""
)
_LENGTHS = ("len_mean", "length_mean", "mean_length", "mean_len", "avg_length", "avg_len", "ep_len", "episode_length")
_COSTS = _set("reader_cost batch_cost data_cost time_cost iter_cost comm_cost")
_POSITION = _set("epoch step iter iteration batch update episode round trial fold")


@lru_cache(maxsize=8192)
def kind_of(key: str) -> Kind:
    """Return what a name says about the number beside it."""
    words = words_of(key)
    if not words or all(is_decoration(word) for word in words):
        return Kind.TELEMETRY if words else Kind.UNKNOWN
    joined = "_".join(words)
    if len(key) == 1:
        return Kind.UNKNOWN
    if all(split_of(word) or is_decoration(word) for word in words):
        return Kind.SPLIT
    if is_known(key):
        return Kind.WEAK if joined in _WEAK else Kind.METRIC
    return _kind_of_unknown(key, words, joined)


def _kind_of_unknown(key: str, words: tuple[str, ...], joined: str) -> Kind:
    if words[-1] in _POSITION:
        return Kind.POSITION
    if joined in _SCHEDULES:
        return Kind.SCHEDULE
    if joined in _COSTS:
        return Kind.TELEMETRY
    if joined.endswith(_LENGTHS):
        return Kind.UNKNOWN
    if words[-1] in _CONFIG or joined in _CONFIG or not _CONFIG_ANYWHERE.isdisjoint(words):
        return Kind.CONFIG
    if words[0] == "lr" or words[-1] == "lr" or "learning_rate" in joined or {"grad", "norm"} <= set(words):
        return Kind.SCHEDULE
    if words[-1] in _TELEMETRY:
        return Kind.TELEMETRY
    if understand(key).direction:
        return Kind.METRIC
    if not _CONFIG.isdisjoint(words):
        return Kind.CONFIG
    return Kind.UNKNOWN if _TELEMETRY.isdisjoint(words) else Kind.TELEMETRY
