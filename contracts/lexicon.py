"""What metric names mean: the field's usual name, the split, and which way is better.

A name is kept verbatim wherever it is stored; this is how two spellings are known to be one metric, and how a
request's "accuracy" finds `val_acc`.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from contracts.names import Direction


class MetricName(NamedTuple):
    """A metric's name, understood."""

    canonical: str
    """The field's usual name; the spelling itself, in snake case, where it is not known."""
    split: str | None
    direction: Direction | None


_HIGHER = {
    "accuracy": "acc accuracy acc1 acc_1 top1 top_1 top1_acc top1_accuracy top_1_accuracy top_1_acc accuracy_top1 "
    "accuracy_top_1 prec1 prec_1 categorical_accuracy binary_accuracy sparse_categorical_accuracy accuracy_score oa",
    "top5_accuracy": "acc5 acc_5 top5 top_5 top5_acc top_5_acc prec5 prec_5 top_5_accuracy accuracy_top5"
    " accuracy_top_5",
    "balanced_accuracy": "balanced_acc bacc balanced_accuracy_score",
    "f1": "f1_score fscore f_score f1score f_measure f1_macro macro_f1 f1_micro micro_f1 f1_weighted weighted_f1 "
    "macro_f1_score micro_f1_score weighted_f1_score",
    "precision": "prec precision_score",
    "recall": "recall_score sensitivity tpr",
    "specificity": "tnr",
    "auc": "auroc roc_auc roc_auc_score auc_roc auc_score",
    "auprc": "pr_auc auc_pr average_precision ap",
    "map": "m_ap mean_ap mean_average_precision bbox_map bbox_ap map5_95 map50_95 map_50_95 map_0_5_0_95",
    "map50": "map5 m_ap50 map_50 ap50 map_0_5 map05 map_at_50",
    "map75": "ap75 map_75 m_ap75",
    "map_small": "aps ap_small",
    "map_medium": "apm ap_medium",
    "map_large": "apl ap_large",
    "average_recall": "ar",
    "iou": "miou mean_iou m_io_u jaccard jaccard_score",
    "pixel_accuracy": "pixel_acc pix_acc a_acc",
    "dice": "dice_score dice_coefficient dice_coef dsc",
    "r2": "r2_score r_squared r_2",
    "bleu": "sacrebleu bleu4 bleu_score",
    "chrf": "",
    "meteor": "",
    "cider": "",
    "rouge": "rouge_l rouge1 rouge2 rougel",
    "exact_match": "em",
    "psnr": "",
    "ssim": "ms_ssim",
    "inception_score": "",
    "reward": "return episode_reward episode_return episodic_return mean_reward ep_rew_mean avg_reward score "
    "average_score",
    "success_rate": "win_rate",
    "throughput": "samples_per_second images_per_second img_s it_s fps samples_s tokens_per_second tok_s",
    "mcc": "matthews_corrcoef",
    "kappa": "cohen_kappa qwk",
    "ndcg": "",
    "mrr": "",
    "hit_rate": "hr",
    "adjusted_rand_index": "ari adjusted_rand_score",
    "normalized_mutual_information": "nmi",
    "silhouette": "silhouette_score",
    "likelihood": "log_likelihood elbo",
    "correlation": "pearson spearman pearsonr spearmanr",
    "explained_variance": "",
    "concordance": "c_index concordance_index",
    "pck": "",
    "si_sdr": "sdr si_snr",
    "pesq": "",
    "stoi": "",
}
_LOWER = {
    "loss": "cost objective total_loss loss_total cross_entropy ce_loss xent bce nll nll_loss criterion crossentropy "
    "training_loss",
    "log_loss": "logloss mlogloss multi_logloss binary_logloss",
    "error": "err error_rate error_top1 err1 merror misclassification top1_err top1_error class_error",
    "mae": "mean_absolute_error l1 l1_loss",
    "mse": "mean_squared_error l2 l2_loss",
    "rmse": "root_mean_squared_error",
    "rmsle": "",
    "msle": "",
    "mape": "smape",
    "mase": "",
    "perplexity": "ppl",
    "bits_per_character": "bpc bits_per_byte bpb bpd",
    "wer": "word_error_rate",
    "cer": "character_error_rate",
    "ter": "",
    "fid": "frechet_inception_distance",
    "kid": "",
    "lpips": "",
    "eer": "equal_error_rate",
    "ece": "expected_calibration_error",
    "brier": "brier_score",
    "kl": "kl_div kl_divergence kld approx_kl",
    "latency": "latency_ms latency_s inference_time",
    "hamming_loss": "",
    "fpr": "false_positive_rate",
    "fnr": "false_negative_rate",
    "hausdorff": "hd95 hausdorff_distance",
    "surface_distance": "asd assd",
    "mpjpe": "pa_mpjpe",
    "end_point_error": "epe",
    "crps": "",
    "regret": "",
    "distance": "edit_distance",
}
_SPLITS = {
    "train": "train tr training learn",
    "val": "val valid vali validation validating dev",
    "test": "test tst testing",
    "eval": "eval evaluation evaluating",
    "holdout": "holdout",
}
_SPLIT_OF = {spelling: split for split, spellings in _SPLITS.items() for spelling in spellings.split()}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DECORATION = _set(
    """avg average mean best final last epoch step overall total current running max min new smoothed global set metric
    metrics result results"""
)
_FILLERS = _set("of the on a an for at in network model images classifier net over all is was rollout")
_OTHER_LANGUAGES = {
    "训练": "train", "訓練": "train", "学習": "train", "验证": "val", "検証": "val", "测试": "test", "テスト": "test",
    "损失": "loss", "損失": "loss", "准确率": "accuracy", "正确率": "accuracy", "正解率": "accuracy",
    "精确率": "precision", "召回率": "recall", "再現率": "recall", "误差": "error", "誤差": "error",
    "平均": "mean", "最佳": "best",
}  # fmt: skip
_LETTERS: dict[str, tuple[str, Direction]] = {"P": ("precision", "higher"), "R": ("recall", "higher")}
"""Columns of detection tables."""
_SHORT = frozenset(["f1", "ap", "r2"])
_KNOWN: dict[str, tuple[str, Direction]] = {}
for _names, _direction in ((_HIGHER, "higher"), (_LOWER, "lower")):
    for _canonical, _spellings in _names.items():
        for _spelling in (_canonical, *_spellings.split()):
            _KNOWN[_spelling] = (_canonical, _direction)  # type: ignore[assignment]

PREFERENCE = (
    "accuracy", "balanced_accuracy", "map", "map50", "f1", "auc", "iou", "dice", "r2", "bleu", "reward",
    "top5_accuracy", "auprc", "recall", "precision", "rmse", "mse", "mae", "log_loss", "perplexity", "wer", "fid",
    "error", "loss",
)  # fmt: skip
"""Which metric a request means when it names none: the first of these that the runs have."""
SPLIT_PREFERENCE = ("test", "holdout", "eval", "val", None, "train")


@lru_cache(maxsize=8192)
def understand(key: str) -> MetricName:
    """Return what a metric's spelling means.

    Args:
        key: As printed or logged: `val_acc`, `Test/Loss`, `train mAP@0.5`, `val-f1 (macro)`, `Accuracy of the network`.
    """
    split, rest, stripped = _parts(key)
    known = _exactly(rest, stripped) or _LETTERS.get(key)
    if known:
        return MetricName(known[0], split, known[1])
    for word in reversed(stripped):
        if word in _KNOWN and (len(word) > 2 or word in _SHORT):
            return MetricName("_".join(stripped), split, _KNOWN[word][1])
    return MetricName("_".join(rest), split, None)


@lru_cache(maxsize=8192)
def is_known(key: str) -> bool:
    """Return whether all of a spelling but its split is a name of the field: `val_acc` is, `acc_threshold` is not."""
    _, rest, stripped = _parts(key)
    return _exactly(rest, stripped) is not None


@lru_cache(maxsize=8192)
def words_of(key: str) -> tuple[str, ...]:
    """Return the words of a spelling in lower case: `valLoss`, `val/loss` and `Val. loss` have the same."""
    if not key.isascii():
        for word, meaning in _OTHER_LANGUAGES.items():
            key = key.replace(word, f" {meaning} ")
    key = re.sub(r"(?i)\b(train|training|valid|val|validation|eval|test)_\d+(?:'s)?\b", r"\1 ", key)
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z]{2})", "_", key)
    spaced = re.sub(
        r"@\[?0?[.:]?(\d+)\]?(?:[:_-]+0?\.?(\d+))?",
        lambda found: f"{found[1]}{'_' + found[2] if found[2] else ''}",
        spaced,
    )
    return tuple(word for word in re.split(r"[\W_]+", spaced.lower()) if word)


def _parts(key: str) -> tuple[str | None, list[str], list[str]]:
    """Return the split, the other words, and those of them that say what is measured."""
    words = [word for word in words_of(key) if word not in _FILLERS] or list(words_of(key))
    split = next((_SPLIT_OF[word] for word in words if word in _SPLIT_OF), None)
    rest = [word for word in words if word not in _SPLIT_OF] or words
    return split, rest, [word for word in rest if word not in _DECORATION]


def _exactly(rest: list[str], stripped: list[str]) -> tuple[str, Direction] | None:
    for candidate in (rest, stripped):
        known = _KNOWN.get("_".join(candidate)) or _KNOWN.get("".join(candidate))
        if known:
            return known
    return None


def split_of(word: str) -> str | None:
    """Return the split that a word names, or None: `validation` and `dev` are `val`."""
    return _SPLIT_OF.get(word.lower())


def is_decoration(word: str) -> bool:
    """Return whether a word only says how a metric was taken: `best`, `avg`, `final`."""
    return word.lower() in _DECORATION


def is_filler(word: str) -> bool:
    """Return whether a word says nothing in a metric's name: `of`, `the`, `network`."""
    return word.lower() in _FILLERS
