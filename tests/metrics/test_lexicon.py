import pytest

from contracts.lexicon import is_known, understand


@pytest.mark.parametrize(
    ("spellings", "canonical", "direction"),
    [
        (
            (
                "acc",
                "Accuracy",
                "val_acc",
                "Best val acc",
                "Acc@1",
                "top-1 accuracy",
                "accuracy/top1",
                "Accuracy of the network",
            ),
            "accuracy",
            "higher",
        ),
        (("Acc@5", "top5_acc", "Top-5 accuracy"), "top5_accuracy", "higher"),
        (
            ("loss", "train/loss", "Val. Loss", "total_loss", "Average loss", "training_loss", "valLoss", "损失"),
            "loss",
            "lower",
        ),
        (("mAP50-95", "mAP@0.5:0.95", "mAP", "metrics/mAP", "bbox_mAP"), "map", "higher"),
        (("mAP@0.5", "mAP50", "AP50"), "map50", "higher"),
        (("F1-score", "f1", "macro avg/f1-score", "Macro-F1", "val-f1 (macro)"), "f1", "higher"),
        (("valid_0's l2", "MSE", "mean_squared_error"), "mse", "lower"),
        (("validation_0-mlogloss", "log_loss"), "log_loss", "lower"),
        (("rollout/ep_rew_mean", "Average reward", "episodic_return"), "reward", "higher"),
        (("P", "Precision", "test_precision"), "precision", "higher"),
        (("ROC AUC", "AUC-ROC", "auroc"), "auc", "higher"),
        (("ppl", "valid ppl", "Perplexity"), "perplexity", "lower"),
        (("R^2", "r2_score"), "r2", "higher"),
    ],
)
def test_spellings_of_one_metric_have_one_name_and_direction(spellings, canonical, direction):
    assert {understand(spelling)[::2] for spelling in spellings} == {(canonical, direction)}


@pytest.mark.parametrize(
    ("key", "canonical", "direction"),
    [
        ("Accuracy of plane", "accuracy_plane", "higher"),
        ("loss_bbox", "loss_bbox", "lower"),
        ("person/mAP50", "person_map50", "higher"),
        ("lr", "lr", None),
    ],
)
def test_a_part_of_a_metric_is_not_the_metric(key, canonical, direction):
    assert understand(key)[::2] == (canonical, direction)
    assert not is_known(key)
