import pytest


@pytest.mark.parametrize(
    ("line", "key", "split"),
    [
        ("val_acc: 0.9", "val_acc", "val"),
        ("train/loss 0.3", "train/loss", "train"),
        ("Test accuracy: 0.9", "Test accuracy", "test"),
        ("final accuracy is 0.93", "final accuracy", None),
        ("Training done with final accuracy 0.93", "final accuracy", None),
        ("The accuracy is: 0.91", "accuracy", None),
        ("Accuracy of the network on the 10000 test images: 93 %", "Accuracy of the network", "test"),
        ("Accuracy of plane : 55 %", "Accuracy of plane", None),
        ("Accuracy on test set: 0.93", "Accuracy", "test"),
        ("* Acc@1 76.130", "Acc@1", None),
        ("mAP@0.5:0.95: 0.412", "mAP@0.5:0.95", None),
        ("F1-score (macro): 0.81", "F1-score (macro)", None),
        ("ROC-AUC score: 0.912", "ROC-AUC score", None),
        ("R^2: 0.87", "R^2", None),
        ("Best validation loss: 1.07", "Best validation loss", "val"),
        ("[0]\tvalid_0's l2: 0.2", "valid_0's l2", "val"),
        ("Dev AUC-ROC: 0.97", "Dev AUC-ROC", "val"),
        ("训练损失: 0.31", "训练损失", "train"),
        ("Silhouette Score: 0.32", "Silhouette Score", None),
        ("MSE 0.25", "MSE", None),
    ],
)
def test_a_name_stays_as_printed_and_tells_its_split(read, line, key, split):
    assert [(point.key, point.split) for point in read(line)] == [(key, split)]


@pytest.mark.parametrize(
    ("line", "splits"),
    [
        ("Test set: Average loss: 0.05, Accuracy: 98/100 (98%)", ["test", "test"]),
        ("[Val] loss: 0.3 | acc: 0.8", ["val", "val"]),
        ("Validation Results - Epoch: 3  Avg accuracy: 0.97 Avg loss: 0.09", ["val", "val"]),
        ("train: loss 0.3 acc 0.8 | val: loss 0.4 acc 0.7", ["train", "train", "val", "val"]),
        ("train Loss: 0.57 Acc: 0.71", ["train", "train"]),
        ("Train Loss: 0.3 Acc: 0.9 Val Loss: 0.4 Acc: 0.8", ["train", "train", "val", "val"]),
        ("loss: 0.29 - acc: 0.91 - val_loss: 0.14 - val_acc: 0.96", ["train", "train", "val", "val"]),
        ("Epoch(val) [1][79/79]  accuracy/top1: 85.2", ["val"]),
        ("{'train': {'loss': 0.3}, 'val': {'loss': 0.4}}", ["train", "val"]),
        ('{"mode": "val", "epoch": 1, "mAP": 0.3}', ["val"]),
    ],
)
def test_the_rest_of_a_line_tells_the_split(read, line, splits):
    assert [point.split for point in read(line)] == splits


def test_a_heading_tells_the_split_until_the_next_epoch(said):
    log = "Epoch 1\nValidation:\nloss: 0.3\nAccuracy: 0.8\nEpoch 2\nloss: 0.2\n"
    assert [item[:3] for item in said(log)] == [("loss", 0.3, "val"), ("Accuracy", 0.8, "val"), ("loss", 0.2, None)]


def test_a_summary_after_test_batches_belongs_to_the_test(said):
    log = "Test: [ 195/195]  Loss: 5.9 (6.1)  Acc@1: 1.1 (1.2)\n * Acc@1 1.200\nEpoch: [1][0/390]\tLoss 0.5 (0.5)\n"
    assert [item[2] for item in said(log)] == ["test", "test", "test", None]
