"""Lines that people print in loops of their own, and tools that are less common."""

# ruff: noqa: E501 (lines of logs stay as long as they are printed)

import pytest


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("[ 1/50] train_loss: 1.01968 valid_loss: 0.44025", {"train_loss": 1.01968, "valid_loss": 0.44025}),
        ("Epoch 10 Loss => total: 55.4 , g: 32.02, theta: 0.516", {"g": 32.02, "theta": 0.516}),
        ("[300/300]epoch 3 loss : 6.6283 emit_clip : 3", {"loss": 6.6283}),
        ("Ep.    20|train_loss: 0.6734|valid_metric: 0.268 -saved", {"train_loss": 0.6734, "valid_metric": 0.268}),
        ("epoch #  2      train_loss: 1.206       valid_loss: 1.343", {"train_loss": 1.206, "valid_loss": 1.343}),
        ("Epoch 5 finished | train_loss = 2.6912 | val_acc5 = 0.8359", {"train_loss": 2.6912, "val_acc5": 0.8359}),
        ("[Epoch 1/100] Avg Loss: 0.1234, Avg DM Loss: 0.1200", {"Avg Loss": 0.1234, "Avg DM Loss": 0.12}),
        ("Step 850/20000 | Best: 1180/2325 (50.8%) | Stag:[ 0 10 4 0] Rst:[ 0.1 0.2 ] | loss 0.5", {"loss": 0.5}),
        ("loss: (0.3, 0.4) acc: [ 0.5 ]", {"acc": 0.5}),
        ("Mean reward: 97.78 +/- 2.30 over 10 episodes", {"Mean reward": 97.78}),
        ("Global model accuracy at round 3: 0.71", {"Global model accuracy": 0.71}),
        ("[3/10] Train 0.512 Valid 0.412", {"Train": 0.512, "Valid": 0.412}),
        ("Epoch: 001/020 | Train: 81.123% | Validation: 79.1%", {"Train": 81.123, "Validation": 79.1}),
        ("ROUGE-1: 41.2 ROUGE-L: 38.2", {"ROUGE-1": 41.2, "ROUGE-L": 38.2}),
        ("accuracy improved to 0.93", {"accuracy": 0.93}),
        ("New best accuracy: 0.93 (previous 0.92)", {"New best accuracy": 0.93}),
        ("Validation loss decreased (0.512 --> 0.412).  Saving model ...", {}),
        (
            "accuracy: 0.9123, loss: 0.5123 ||: 100%|##########| 100/100 [00:10<00:00, 10.00it/s]",
            {"accuracy": 0.9123, "loss": 0.5123},
        ),
        (
            " 100: 2.312345, 2.212345 avg loss, 0.001000 rate, 3.2 seconds, 6400 images",
            {"loss": 2.312345, "avg loss": 2.212345},
        ),
        ("steps: 10 loss: 10.2000 iter time (s): 0.123 samples/sec: 80.000", {"loss": 10.2}),
        (
            "[2026-01-01 12:00:00,000] [INFO] [logging.py:96:log_dist] [Rank 0] step=10, skipped=0, lr=[1e-05], mom=[(0.9, 0.95)]",
            {"lr": 1e-05},
        ),
        (
            " iteration       10/     500 | consumed samples:   80 | elapsed time per iteration (ms): 123.4 | learning rate: 1.500E-04 | global batch size:     8 | lm loss: 1.0E+01 | grad norm: 1.234 | number of nan iterations:   0 |",
            {"learning rate": 0.00015, "lm loss": 10, "grad norm": 1.234},
        ),
        ("INFO:root:Epoch[0] Batch [20]\tSpeed: 1000.12 samples/sec\taccuracy=0.512", {"accuracy": 0.512}),
        ("INFO:root:Epoch[0] Time cost=12.345", {}),
        ("I0101 12:00:00.123456  1234 solver.cpp:404]     Test net output #0: accuracy = 0.912", {"accuracy": 0.912}),
        (
            "[2026/01/01 12:00:00] ppcls INFO: [Eval][Epoch 1][Avg]CELoss: 0.5, top1: 0.85",
            {"CELoss": 0.5, "top1": 0.85},
        ),
        (
            "[2026-01-01 12:00:00,000 INFO] Step 50/1000; acc:  10.51; ppl: 120.12; bsz: 3000/2900/64; 10000/9500 tok/s;     30 sec;",
            {"acc": 10.51, "ppl": 120.12},
        ),
        ("wandb:    val_acc 0.93", {"val_acc": 0.93}),
        ("[rank0]: step 10 loss 0.3", {"loss": 0.3}),
        ("(RayTrainWorker pid=123, ip=10.0.0.1) epoch 1 loss 0.4", {"loss": 0.4}),
    ],
)
def test_lines_of_many_hands(values, line, found):
    assert values(line) == found


@pytest.mark.parametrize(
    ("line", "splits"),
    [
        ("Valid_Epoch: 0/99, Valid_Loss: 0.0104 acc: 0.49", ["val", "val"]),
        ("TEST | loss 0.3 | acc 0.9", ["test", "test"]),
        ("epoch 3 | train_loss 0.5 acc 0.8 | val_loss 0.4 acc 0.7", ["train", "train", "val", "val"]),
        ("Epoch 1 - loss: 0.5, acc: 0.8 (train) | loss: 0.6, acc: 0.7 (val)", ["train", "train", "val", "val"]),
        ("validation loss at iteration 100 | lm loss value: 9.5E+00 | lm loss PPL: 1.3E+04 |", ["val", "val"]),
        (
            "INFO: 1epoch results: [train] loss=9.2, acc=0.55, [valid] loss=8.1, cer=0.2",
            ["train", "train", "val", "val"],
        ),
        ("Epoch: 1, Steps: 266 | Train Loss: 0.41 Vali Loss: 0.71 Test Loss: 0.38", ["train", "val", "test"]),
    ],
)
def test_labels_anywhere_in_a_line(read, line, splits):
    assert [point.split for point in read(line)] == splits
