"""Lines as the common tools print them."""

# ruff: noqa: E501 (lines of logs stay as long as they are printed)

import math

import pytest

TQDM = "\rEpoch 1/2:  {p}%|████▌     | {n}/40 [00:01<00:03, 10.0it/s, loss={loss}, acc={acc}]"


def test_tqdm_gives_the_last_state_of_each_step(said):
    states = [(10, "0.9", "50%"), (10, "0.8", "51%"), (20, "0.7", "60%"), (40, "0.6", "70%"), (40, "0.5", "71%")]
    log = "".join(TQDM.format(p=n * 100 // 40, n=n, loss=loss, acc=acc) for n, loss, acc in states) + "\n"
    assert [(key, value, step, epoch) for key, value, _, step, epoch in said(log)] == [
        ("loss", 0.8, 10, 1), ("acc", 51, 10, 1),
        ("loss", 0.7, 20, 1), ("acc", 60, 20, 1),
        ("loss", 0.5, 40, 1), ("acc", 71, 40, 1),
    ]  # fmt: skip


def test_tqdm_without_a_description_or_a_total(said):
    assert said("176it [00:21,  8.11it/s, loss=1.2]\n") == [("loss", 1.2, None, 176, None)]
    assert said(" 5%|▌   | 50/1000 [00:10<03:10,  5.0it/s, loss=0.3]\n") == [("loss", 0.3, None, 50, None)]


def test_tqdm_with_metrics_in_its_description(values):
    assert values("train loss: 0.345, acc=0.5: 100%|█| 10/10 [00:00<00:00, 1.00s/batch]") == {
        "train loss": 0.345,
        "acc": 0.5,
    }


def test_tqdm_with_a_dict_in_its_postfix(values):
    line = "epoch 2: 100%|██████| 153/153 [00:00<00:00, 154.81it/s, loss=0.373, metrics={'acc': 0.8115}]"
    assert values(line) == {"loss": 0.373, "acc": 0.8115}


def test_two_bars_of_the_same_length_are_two(said):
    log = "100%|██| 5/5 [00:01<00:00, 5.0it/s, loss=0.5]\n100%|██| 5/5 [00:01<00:00, 5.0it/s, loss=0.4]\n"
    assert [value for _, value, *_ in said(log)] == [0.5, 0.4]


def test_nested_bars_do_not_repeat_the_outer_one(said):
    outer = "\rEpochs:  50%|█████     | 1/2 [00:01<00:01,  1.0s/it, loss=0.5]"
    inner = "\n\rbatch:  {n}0%|██        | {n}/10 [00:00<00:01,  9.0it/s]\x1b[A"
    log = "".join(outer + inner.format(n=n) for n in range(1, 9)) + "\n"
    assert said(log) == [("loss", 0.5, None, None, 1)]


@pytest.mark.parametrize(
    "line",
    [
        "Downloading: 100%|██████████| 170M/170M [00:05<00:00, 31.1MB/s]",
        "100%|██████████| 170498071/170498071 [00:05<00:00, 31093413.81it/s]",
        "Map: 100%|██████████| 1000/1000 [00:01<00:00, 800 examples/s]",
        "Loading weights: 100%|███| 3/3 [00:00<00:00, score=1.5, 30.0it/s]",
    ],
)
def test_a_bar_that_moves_data_has_no_metrics(said, line):
    assert said(line) == []


def test_keras_gives_one_state_an_epoch(said):
    log = (
        "Epoch 1/2\n"
        "\r 1/45 [..............................] - ETA: 8s - loss: 2.41 - accuracy: 1.00"
        "\x08\x08\x08\x08\r20/45 [======>.......................] - ETA: 2s - loss: 2.20 - accuracy: 0.20"
        "\r45/45 [==============================] - 1s 9ms/step - loss: 2.10 - accuracy: 0.30 - val_loss: 1.9 - val_accuracy: 0.4\n"
    )
    assert said(log) == [
        ("loss", 2.1, "train", 45, 1), ("accuracy", 0.3, "train", 45, 1),
        ("val_loss", 1.9, "val", 45, 1), ("val_accuracy", 0.4, "val", 45, 1),
    ]  # fmt: skip


def test_keras_with_colours_and_a_checkpoint_in_between(said):
    bar = "\x1b[1m{n}/45\x1b[0m \x1b[32m━━━━━━━━\x1b[0m\x1b[37m━━━━\x1b[0m \x1b[1m0s\x1b[0m 2ms/step - loss: {loss}"
    log = (
        f"Epoch 1/3\r\n\r{bar.format(n=40, loss=0.9)}\r\n"
        "Epoch 1: val_loss improved from None to 0.7, saving model to /tmp/a.keras\r\n"
        f"\x08\x08\r{bar.format(n=45, loss=0.8)} - val_loss: 0.7\r\n"
    )
    assert said(log) == [("loss", 0.8, "train", 45, 1), ("val_loss", 0.7, "val", 45, 1)]


def test_keras_evaluating_after_the_last_epoch_is_not_the_training(said):
    log = "Epoch 3/3\n45/45 - 0s - 2ms/step - loss: 0.5\n57/57 - 0s - 1ms/step - loss: 0.7\n"
    assert [item[:3] for item in said(log)] == [("loss", 0.5, None), ("loss", 0.7, "eval")]


def test_keras_in_its_quiet_forms(values):
    assert values("Epoch 1/10\n - 8s - loss: 0.28 - acc: 0.92 - val_loss: 0.14\n") == {
        "loss": 0.28, "acc": 0.92, "val_loss": 0.14,
    }  # fmt: skip


def test_hugging_face_prints_floats_or_strings(said):
    log = (
        "{'loss': 0.6931, 'grad_norm': 1.2, 'learning_rate': 4.9e-05, 'epoch': 0.5}\n"
        "{'eval_loss': '0.41', 'eval_accuracy': '0.8', 'eval_runtime': '1.2', 'eval_steps_per_second': '25', 'epoch': '1'}\n"
    )
    assert said(log) == [
        ("loss", 0.6931, None, None, 0.5), ("grad_norm", 1.2, None, None, 0.5), ("learning_rate", 4.9e-05, None, None, 0.5),
        ("eval_loss", 0.41, "eval", None, 1), ("eval_accuracy", 0.8, "eval", None, 1),
    ]  # fmt: skip


def test_hugging_face_prints_a_summary(values):
    log = "***** eval metrics *****\n  epoch        =     2.0\n  eval_loss    =  0.2916\n  eval_runtime = 0:00:01.00\n"
    assert values(log) == {"eval_loss": 0.2916}


def test_lightning_prints_bars_checkpoints_and_tables(said):
    log = (
        "Epoch 0: 100%|██████████| 94/94 [00:00<00:00, 300.1it/s, v_num=0, train_loss=0.5, val_loss=0.4]\n"
        "Epoch 0, global step 94: 'val_loss' reached 0.41234 (best 0.41234), saving model to '/x/epoch=0-step=94.ckpt' as top 1\n"
        "Metric val_loss improved. New best score: 0.412\n"
        "┏━━━━━━━━━━━┳━━━━━━━━━━━━━━┓\n"
        "┃Test metric┃ DataLoader 0 ┃\n"
        "┡━━━━━━━━━━━╇━━━━━━━━━━━━━━┩\n"
        "│ test_acc  │    0.9123    │\n"
        "└───────────┴──────────────┘\n"
    )
    assert [item[:4] for item in said(log)] == [
        ("train_loss", 0.5, "train", 94), ("val_loss", 0.4, "val", 94),
        ("val_loss", 0.41234, "val", 94), ("best val_loss", 0.412, "val", 94), ("test_acc", 0.9123, "test", 94),
    ]  # fmt: skip


def test_a_rich_bar_over_several_lines_is_one_and_stale_evaluations_are_not_repeated(said):
    def shown(epoch: int, n: int, loss: float, val: float) -> str:
        up = "\r\x1b[2K\x1b[1A\x1b[2K"
        bar = f"Epoch {epoch}/1  \x1b[35m━━━━\x1b[0m\x1b[90m━━━\x1b[0m {n}/29 \x1b[2m0:00:00 •\x1b[0m 9.9it/s train_loss: {loss}"
        return f"{up}{bar}\r\n{' ' * 40}val_loss: {val}\r\n"

    log = shown(0, 29, 1.9, 1.8) + shown(1, 0, 1.9, 1.8) + shown(1, 10, 1.7, 1.8) + shown(1, 29, 1.6, 1.5)
    assert [(key, value, step, epoch) for key, value, _, step, epoch in said(log)] == [
        ("train_loss", 1.9, 29, 0), ("val_loss", 1.8, 29, 0), ("train_loss", 1.7, 10, 1),
        ("train_loss", 1.6, 29, 1), ("val_loss", 1.5, 29, 1),
    ]  # fmt: skip


def test_mmengine(said):
    log = (
        "2026/01/01 12:00:00 - mmengine - INFO - Epoch(train)  [1][100/469]  lr: 1.0000e-02  eta: 0:01:02  time: 0.0150"
        "  data_time: 0.0021  memory: 315  loss: 0.4321  decode.acc_seg: 81.2\n"
        "2026/01/01 12:00:10 - mmengine - INFO - Epoch(val) [1][79/79]    accuracy/top1: 85.2  data_time: 0.0051  time: 0.0123\n"
    )
    assert said(log) == [
        ("lr", 0.01, "train", 100, 1), ("loss", 0.4321, "train", 100, 1), ("decode.acc_seg", 81.2, "train", 100, 1),
        ("accuracy/top1", 85.2, "val", 79, 1),
    ]  # fmt: skip


def test_detectron2(said):
    log = (
        "[01/01 12:00:00 d2.utils.events]:  eta: 0:10:00  iter: 19  total_loss: 2.3  loss_cls: 1.1  time: 0.5  last_time: 0.4"
        "  data_time: 0.01  lr: 0.0002  max_mem: 2000M\n"
        "[01/01 12:10:00 d2.evaluation.coco_evaluation]: Evaluation results for bbox: \n"
        "|   AP   |  AP50  |\n|:------:|:------:|\n| 40.213 | 61.012 |\n"
        "[01/01 12:10:00 d2.evaluation.testing]: copypaste: 40.2130,61.0120\n"
    )
    assert [(key, value, step) for key, value, _, step, _ in said(log)] == [
        ("total_loss", 2.3, 19), ("loss_cls", 1.1, 19), ("lr", 0.0002, 19), ("AP", 40.213, 19), ("AP50", 61.012, 19),
    ]  # fmt: skip


def test_coco(values):
    log = (
        " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.402\n"
        " Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.610\n"
        " Average Recall     (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.300\n"
    )
    assert values(log) == {"AP": 0.402, "AP50": 0.61, "ARs": 0.3}


def test_fairseq(said):
    log = (
        "2026-01-01 12:00:00 | INFO | train_inner | epoch 001:    100 / 1000 loss=10.5, ppl=900, wps=12345.6, ups=3.1, wpb=4000,"
        " bsz=64, num_updates=100, lr=1e-05, gnorm=2.1, train_wall=10, gb_free=10, wall=20\n"
        "2026-01-01 12:01:00 | INFO | valid | epoch 001 | valid on 'valid' subset | loss 8.2 | ppl 140 | wps 20000 | wpb 3000"
        " | bsz 120 | num_updates 1000 | best_loss 8.2\n"
        '2026-01-01 12:01:00 | INFO | train | {"epoch": 1, "train_loss": "9.5", "train_num_updates": "1000", "train_wall": "400"}\n'
    )
    assert said(log) == [
        ("loss", 10.5, None, 100, 1), ("ppl", 900, None, 100, 1), ("lr", 1e-05, None, 100, 1), ("gnorm", 2.1, None, 100, 1),
        ("loss", 8.2, "val", 1000, 1), ("ppl", 140, "val", 1000, 1), ("best_loss", 8.2, "val", 1000, 1),
        ("train_loss", 9.5, "train", 1000, 1),
    ]  # fmt: skip


def test_timm(said):
    log = (
        "Train: 0 [  50/1251 (  4%)]  Loss: 6.94 (6.95)  Time: 3.1s,   41.2/s  (3.1s,   41.2/s)  LR: 1.000e-06  Data: 1.2 (1.2)\n"
        "Test: [ 195/195]  Time: 1.2 (1.2)  Loss:   5.9123 (6.1)  Acc@1:   1.1000 (  1.2000)\n"
        "*** Best metric: 77.123 (epoch 12)\n"
    )
    assert said(log) == [
        ("Loss", 6.94, "train", 50, 0), ("LR", 1e-06, "train", 50, 0), ("Loss", 5.9123, "test", 195, 0),
        ("Acc@1", 1.1, "test", 195, 0), ("Best metric", 77.123, "test", None, 12),
    ]  # fmt: skip


def test_the_meters_of_the_torch_examples_give_the_value_not_the_mean(values):
    line = "Epoch: [3][40/390]\tTime  0.3 ( 0.5)\tData 0.01 (0.02)\tLoss 1.7000e+00 (1.8)\tAcc@1  61.20 ( 60.10)\tAcc@5  85.2 (84)"
    assert values(line) == {"Loss": 1.7, "Acc@1": 61.2, "Acc@5": 85.2}


def test_detr(values):
    line = "Epoch: [0]  [ 10/100]  eta: 0:01:00  lr: 0.0001  class_error: 80.1  loss: 20.1 (22.3)  time: 0.3  data: 0.01  max mem: 2000"
    assert values(line) == {"lr": 0.0001, "class_error": 80.1, "loss": 20.1}


def test_the_word_language_model(said):
    log = (
        "| epoch   1 |   200/ 2983 batches | lr 20.00 | ms/batch  5.2 | loss  7.20 | ppl  1000.10\n"
        "| end of epoch   1 | time: 25.0s | valid loss  5.5 | valid ppl   250.1\n"
    )
    assert said(log) == [
        ("lr", 20, None, 200, 1), ("loss", 7.2, None, 200, 1), ("ppl", 1000.1, None, 200, 1),
        ("valid loss", 5.5, "val", None, 1), ("valid ppl", 250.1, "val", None, 1),
    ]  # fmt: skip


def test_small_language_model_loops(values):
    assert values("step 0: train loss 4.2, val loss 4.21") == {"train loss": 4.2, "val loss": 4.21}
    assert values("iter 10: loss 2.1, time 30.1ms, mfu 12.3%") == {"loss": 2.1}
    assert values("step    1/18865 | loss 11.009 (+nanz)| lr 8.57e-07 | 3085.1 ms | 46.2% bf16 MFU | 169945 tok/s") == {
        "loss": 11.009, "lr": 8.57e-07,
    }  # fmt: skip


def test_xgboost(said):
    assert said("[10]\ttrain-logloss:0.1\tvalid-logloss:0.2\n[11]\tvalidation_0-rmse:0.3+0.01\n") == [
        ("train-logloss", 0.1, "train", 10, None), ("valid-logloss", 0.2, "val", 10, None),
        ("validation_0-rmse", 0.3, "val", 11, None),
    ]  # fmt: skip


def test_lightgbm_does_not_repeat_its_best_iteration(said):
    log = (
        "[LightGBM] [Info] Start training from score -2.256875\n[LightGBM] [Warning] No further splits with positive gain, best gain: -inf\n"
        "[2]\tvalid_0's auc: 0.8\n[4]\tvalid_0's auc: 0.9\nEarly stopping, best iteration is:\n[2]\tvalid_0's auc: 0.8\n"
    )
    assert said(log) == [("valid_0's auc", 0.8, "val", 2, None), ("valid_0's auc", 0.9, "val", 4, None)]


def test_catboost(said):
    log = "0:\tlearn: 0.64\ttest: 0.65\tbest: 0.65 (0)\ttotal: 60ms\tremaining: 60s\n\nbestTest = 0.65\nbestIteration = 0\n"
    assert said(log) == [("learn", 0.64, "train", 0, None), ("test", 0.65, "test", 0, None)]


def test_scikit_learn_while_it_fits(said):
    log = "Iteration 1, loss = 2.33\n      Iter       Train Loss   Remaining Time \n         1           1.5594            0.02s\n"
    assert said(log) == [("loss", 2.33, None, 1, None), ("Train Loss", 1.5594, "train", 1, None)]


def test_optuna(said):
    line = "[I 2026-01-01 12:00:00,000] Trial 3 finished with value: 0.93 and parameters: {'lr': 0.01}. Best is trial 1 with value: 0.95."
    assert said(line) == [("value", 0.93, None, 3, None)]


def test_reinforcement_learning_lines(values):
    assert values("Episode 100\tLast reward: 26.00\tAverage reward: 21.31") == {
        "Last reward": 26,
        "Average reward": 21.31,
    }
    assert values("Episode: 12, reward: 200.0, epsilon: 0.51, steps: 200") == {"reward": 200, "epsilon": 0.51}


def test_a_box_takes_its_step_from_its_last_row(said):
    log = (
        "-----------------------------------\n"
        "| rollout/           |            |\n"
        "|    ep_rew_mean     | 22.1       |\n"
        "| time/              |            |\n"
        "|    fps             | 850        |\n"
        "|    time_elapsed    | 2          |\n"
        "|    total_timesteps | 2048       |\n"
        "| train/             |            |\n"
        "|    loss            | 45.0       |\n"
        "|    n_updates       | 10         |\n"
        "-----------------------------------\n"
    )
    assert said(log) == [
        ("rollout/ep_rew_mean", 22.1, None, 2048, None), ("time/fps", 850, None, 2048, None),
        ("train/loss", 45, "train", 2048, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("('Test accuracy:', 0.93)", {"Test accuracy": 0.93}),
        ("OrderedDict([('loss', 0.3), ('acc', 0.5)])", {"loss": 0.3, "acc": 0.5}),
        ("[{'test_loss': 0.3, 'test_acc': tensor(0.91)}]", {"test_loss": 0.3, "test_acc": 0.91}),
        ('{"metric": "val_loss", "value": 0.3, "step": 10}', {"val_loss": 0.3}),
        ('{"step": 100, "metrics": {"loss": 0.5, "per_class": [0.1, 0.2]}}', {"loss": 0.5}),
        ("INFO:root:epoch 3 {'loss': nan, 'acc': np.float64(0.5), 'n': None}", {"acc": 0.5}),
        ('{\n  "accuracy": 0.93,\n  "f1": 0.91\n}', {"accuracy": 0.93, "f1": 0.91}),
        ("{'loss': 0.3, 'acc': 0.5", {"loss": 0.3, "acc": 0.5}),
    ],
)
def test_objects_are_read(values, line, found):
    assert {key: value for key, value in values(line).items() if not math.isnan(value)} == found


def test_an_object_may_carry_its_time(read):
    (point,) = read('{"loss": 0.5, "timestamp": 1767225600.5}')
    assert point.time == 1767225600.5
    (point,) = read('{"loss": 0.5, "time": "2026-01-01T00:00:00+00:00"}')
    assert point.time == 1767225600
    (point,) = read('{"loss": 0.5, "time": 12.3}')
    assert point.time is None
