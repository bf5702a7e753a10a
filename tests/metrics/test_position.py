import pytest

from skills.metrics.reader import LogReader, TrainingProgress


@pytest.mark.parametrize(
    ("line", "epoch", "step"),
    [
        ("Epoch 3/10 loss: 0.5", 3, None),
        ("Epoch 3: loss 0.5", 3, None),
        ("Epoch 0. Train loss: 0.5", 0, None),
        ("epoch=3 step=100 loss=0.5", 3, 100),
        ("[epoch 3, step 100] loss: 0.5", 3, 100),
        ("epoch 3 | step 1200 | loss 0.5", 3, 1200),
        ("Epoch: [3][40/390]\tLoss 0.5 (0.6)", 3, 40),
        ("Epoch: [3]  [ 40/390]  eta: 0:01:00  loss: 0.5 (0.6)", 3, 40),
        ("Epoch(train) [3][40/390]  loss: 0.5", 3, 40),
        ("Iter(train) [  100/80000]  loss: 0.5", None, 100),
        ("Epoch [1/5], Step [100/600], Loss: 0.5", 1, 100),
        ("Train Epoch: 1 [640/60000 (1%)]\tLoss: 0.5", 1, 640),
        ("[1,  2000] loss: 0.5", 1, 2000),
        ("[0/5][3/1583]\tLoss_D: 0.5", 0, 3),
        ("(epoch: 1, iters: 100, time: 0.3) G_GAN: 0.5", 1, 100),
        ("[Epoch 3/200] [Batch 10/100] [D loss: 0.5]", 3, 10),
        ("Train: 2 [  50/1251 (  4%)]  Loss: 0.5 (0.6)", 2, 50),
        ("| epoch   1 |   200/ 2983 batches | loss  0.5 |", 1, 200),
        ("epoch 001:    100 / 1000 loss=0.5, num_updates=1100", 1, 1100),
        ("iter 10: loss 0.5", None, 10),
        ("step:125/1000 val_loss:0.5", None, 125),
        ("step    1/18865 | loss 0.5", None, 1),
        ("global_step=2048, episodic_return=0.5", None, 2048),
        ("Episode 10\tAverage Score: 0.5", None, 10),
        ("Iteration 7, loss = 0.5", None, 7),
        ("[10]\ttrain-logloss:0.5", None, 10),
        ("3:\tlearn: 0.5\ttotal: 60ms\tremaining: 1s", None, 3),
        ("Fold 2: accuracy 0.5", None, 2),
        ("(1/10) Epoch 1,200 loss: 0.5", 1200, None),
        ('{"epoch": 1.5, "global_step": 30, "loss": 0.5}', 1.5, 30),
        ("{'loss': 0.5, 'epoch': 0.03}", 0.03, None),
        ('{"epoch": 0, "step": 0, "loss": 0.5}', 0, 0),
        ("epoch 0 step 0 loss 0.5", 0, 0),
    ],
)
def test_epoch_and_step_stand_in_the_line(said, line, epoch, step):
    assert [item[3:] for item in said(line)] == [(step, epoch)]


def test_epoch_and_step_stand_in_the_lines_above(said):
    log = "Epoch 3/10\nIter 100\nloss: 0.5\nEpoch 4/10\nval_acc: 0.9\n"
    assert said(log) == [("loss", 0.5, None, 100, 3), ("val_acc", 0.9, "val", 100, 4)]


def test_a_step_within_an_epoch_ends_with_its_epoch(said):
    log = "Epoch: [0][390/390]\tLoss 0.5 (0.5)\nEpoch 1\nval_loss: 0.3\n"
    assert said(log)[-1] == ("val_loss", 0.3, "val", None, 1)


def test_the_epoch_of_the_best_is_not_where_the_training_is(said):
    log = "Epoch 9/10\nloss: 0.1\nBest val acc: 0.9 at epoch 3\nTest acc: 0.8\n"
    assert [item[4] for item in said(log)] == [9, 3, 9]


@pytest.mark.parametrize(
    "line",
    [
        "Training for 100 epochs, loss 0.5",
        "steps per epoch: 390, loss: 0.5",
        "max_steps: 100, loss: 0.5",
        "epochs: 10 loss: 0.5",
    ],
)
def test_what_counts_epochs_is_no_epoch(said, line):
    assert [item[3:] for item in said(line)] == [(None, None)]


@pytest.mark.parametrize(
    ("log", "progress"),
    [
        ("Epoch 3/10\n", (3, 10, None, None)),
        ("Epoch [1/5], Step [100/600], Loss: 0.5\n", (1, 5, 100, 600)),
        ("step:125/1000 val_loss:0.5\n", (None, None, 125, 1000)),
        ("Epoch 2/3:  45%|████▌     | 176/390 [00:21<00:26,  8.11it/s, loss=1.23]\rEpoch", (2, 3, 176, 390)),
        ("Namespace(epochs=10, lr=0.1)\nEpoch 1: loss 0.5\n", (1, 10, None, None)),
        ("Epochs:  30%|███       | 3/10 [00:21<00:26,  8.11it/s, loss=1.23]\n", (3, 10, None, None)),
        ("nothing of the kind\n", (None, None, None, None)),
    ],
)
def test_progress_tells_how_far_the_training_is(log, progress):
    reader = LogReader("log")
    reader.feed(log.encode())
    assert reader.progress == TrainingProgress(*progress)


def test_a_validation_bar_does_not_move_the_training():
    reader = LogReader("log")
    reader.feed(b"Epoch 1: 50%|#####     | 50/100 [00:10<00:10,  5.0it/s, loss=0.5]\n")
    reader.feed(b"Validating: 10%|#         | 2/20 [00:01<00:10,  5.0it/s]\nok\n")
    assert reader.progress == TrainingProgress(1, None, 50, 100)
