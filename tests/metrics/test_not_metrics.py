"""What looks like a metric and is none: the configuration, versions, sizes, times, paths, warnings."""

# ruff: noqa: E501 (lines of logs stay as long as they are printed)

import pytest


@pytest.mark.parametrize(
    "log",
    [
        "Namespace(batch_size=64, epochs=10, lr=0.01, loss='mse', iou=0.7, accuracy_threshold=0.9, precision=16)",
        "Arguments: Namespace(data='x', lr=0.1, dropout=0.5, recall=0.5)",
        "batch_size: 64\nlr: 0.01\niou: 0.7\nprecision: 16\nscore_thr: 0.5\nseed: 42",
        "batch_size 64\nlr 0.01\nworkers 4\niou 0.7",
        "Hyperparameters:\n  learning_rate: 0.001\n  map: 0.5\n  weight_decay: 0.0005\n  loss_weight: 1.0",
        "{'batch_size': 64, 'lr': 0.01, 'epochs': 10, 'loss': 'mse', 'iou': 0.5}",
        'Config: {"model": "resnet", "lr": 0.1, "momentum": 0.9, "label_smoothing": 0.1}',
        "args: {'accuracy': 0.5, 'lr': 3}",
        "model:\n  num_classes: 10\ntrain:\n  lr: 0.1\n  batch_size: 128\ntest:\n  score: 0.5\n  nms_iou: 0.5",
        "task=detect, mode=train, epochs=3, batch=16, imgsz=640, iou=0.7, conf=None, lr0=0.01, box=7.5, cls=0.5",
        "Target accuracy: 0.95\nThreshold for accuracy: 0.5\nMinimum loss improvement: 0.001\nloss_weight: 0.5",
        "lr = 0.01",
        "    assigner=dict(\n    type='MaxIoUAssigner',\n    pos_iou_thr=0.7,\n    min_pos_iou=0.3,\n    iou=0.5,",
        "epochs: 100 # (int)\nbatch: 16 # (int)\nval: True\niou: 0.7 # (float) intersection over union\nbox: 7.5",
        "SCORE_THRESH_TEST: 0.05\nSMOOTH_L1_BETA: 0.5\nFOCAL_LOSS_ALPHA: 0.25\nIOU_THRESHOLDS: [0.5]",
        '{\n  "attention_probs_dropout_prob": 0.1,\n  "hidden_size": 768,\n  "layer_norm_eps": 1e-12,\n  "precision": 0.5\n}',
        "  --iou IOU   IoU threshold (default: 0.5)\n  --acc ACC   target accuracy (default: 0.9)",
        "max_grad_norm: 1.0\ngrad_norm: 1.0\ntemperature: 0.7\ntop_p: 0.9",
        "alpha=0.5 beta=0.999 gamma=0.99",
        "test_size: 0.3\nval_split: 0.2\ntrain/val split: 0.8",
    ],
)
def test_a_configuration_is_never_a_metric(said, log):
    assert said(log) == []


@pytest.mark.parametrize(
    "line",
    [
        "torch 2.1.0",
        "Python: 3.11",
        "Python 3.11.5 (main, Sep 11 2023, 13:54:46) [GCC 11.2.0]",
        "numpy==1.26.0",
        "CUDA version: 12.1",
        "PyTorch version: 2.1.0+cu121",
        "GPU: 0",
        "device: cuda:0",
        "port: 29500",
        "Seed set to 42",
        "world_size: 8",
        "http://127.0.0.1:6006/",
        "Optimizer: SGD (lr: 0.1, momentum: 0.9)",
        "(fc): Linear(in_features=512, out_features=10, bias=True)",
        "(bn): BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True)",
        "|   0  Tesla V100-SXM2...  On   | 00000000:00:1E.0 Off |                    0 |",
    ],
)
def test_versions_devices_and_models_are_not_metrics(said, line):
    assert said(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "1797 samples",
        "Train: 60000, Test: 10000",
        "Train size: 50000 Val size: 10000",
        "Training on 50000 samples, validating on 10000 samples",
        "Number of training examples: 50000",
        "Loaded 1797 images in 0.5 seconds",
        "Found 1000 images belonging to 2 classes.",
        "Total params: 1,234,567",
        "Trainable parameters: 11.2M",
        "FLOPs: 1.8G",
        "Class 0: 500 samples",
        "Test correct: 373 / 400",
        "TP: 10 FP: 2",
        "[[36  0  0]",
        "Class weights: [0.5, 0.5]",
        "IoU per class: [0.1, 0.2, 0.3]",
        "score 10",
        "Error 404",
        "Process finished with exit code 0",
        "oom-kill: task=python, pid=12, oom_score_adj: 0",
    ],
)
def test_counts_and_sizes_are_not_metrics(said, line):
    assert said(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Elapsed: 12.5s",
        "ETA: 0:10:00",
        "Time: 12.5",
        "Took 12.34 sec",
        "Epoch time: 12.3",
        "Epoch 3 took 12.5 seconds",
        "Thu Jan  1 12:00:00 2026",
        "2026-01-01 12:00:00",
    ],
)
def test_times_are_not_metrics(said, line):
    assert said(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Saved checkpoint to /out/epoch_3/acc_0.93.pth",
        "Saving model to runs/exp1/loss=0.12.ckpt",
        "checkpoint: epoch=3-val_loss=0.12.ckpt",
        "Loading weights from model.pt (epoch 12, acc 0.93)",
        "Loaded checkpoint 'best.pth' with accuracy 0.93",
        "val_loss improved from 0.4 to 0.3",
        "Writing results to ./out/accuracy=0.9/table.csv",
    ],
)
def test_news_of_files_are_not_metrics(said, line):
    assert said(line) == []


@pytest.mark.parametrize(
    "log",
    [
        "/usr/lib/python3.11/site-packages/x.py:12: UserWarning: loss 0.3 is strange\n  warnings.warn('accuracy: 0.5')",
        "WARNING: accuracy: 0.3",
        "2026-01-01 12:00:00,000 WARNING loss: 0.3",
        "Traceback (most recent call last):\n  File 'train.py', line 12, in <module>\n    loss: 0.5\nValueError: accuracy: 0.3",
    ],
)
def test_warnings_and_tracebacks_are_not_metrics(said, log):
    assert said(log) == []


def test_metrics_after_a_configuration_are_metrics(values):
    log = "batch_size: 64\nepochs: 10\nlr: 0.01\n\naccuracy: 0.93\niou: 0.71\n"
    assert values(log) == {"accuracy": 0.93, "iou": 0.71}


def test_metrics_beside_a_param_are_metrics(values):
    assert values("C=1.0 max_depth=5 accuracy=0.93") == {"accuracy": 0.93}
    assert values("epoch 3 | batch_size 64 | loss 0.5 | weight_decay: 0.01") == {"loss": 0.5}


def test_the_learning_rate_is_kept_once_the_training_runs(said):
    assert said("lr: 0.1\nEpoch 1 lr: 0.05 loss: 0.5\nlr: 0.04\n") == [
        ("lr", 0.05, None, None, 1), ("loss", 0.5, None, None, 1), ("lr", 0.04, None, None, 1),
    ]  # fmt: skip


def test_an_unknown_name_is_a_metric_only_beside_something_of_the_training(said):
    assert said("energy: 0.5\n") == []
    assert said("Epoch 1, energy: 0.5\n") == [("energy", 0.5, None, None, 1)]
    assert said("loss: 0.3, energy: 0.5\n") == [("loss", 0.3, None, None, None), ("energy", 0.5, None, None, None)]


def test_the_last_line_of_a_traceback_is_the_failure():
    from skills.metrics.reader import LogReader

    reader = LogReader("log")
    reader.feed(b'loss: 0.5\nTraceback (most recent call last):\n  File "a.py", line 1\nValueError: no\n')
    assert reader.failure == "ValueError: no"
    reader.feed(b"loss: 0.4\n")
    assert reader.failure is None
