# ruff: noqa: E501 (lines of logs stay as long as they are printed)

import pytest

ULTRALYTICS = """
      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size
\r        1/3      2.41G      1.500      1.6        1.3         12        640:  50%|█████     | 4/8 [00:01<00:01,  3.2it/s]\
\r        1/3      2.41G      1.172      1.493      1.242         12        640: 100%|██████████| 8/8 [00:02<00:00,  3.2it/s]
                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 4/4 [00:00<00:00]
                   all        128        929      0.642      0.534      0.602      0.441
          traffic light        128         14      0.801      0.651      0.754      0.541
"""


def test_ultralytics(said):
    assert [(key, value, epoch) for key, value, _, _, epoch in said(ULTRALYTICS)] == [
        ("box_loss", 1.172, 1), ("cls_loss", 1.493, 1), ("dfl_loss", 1.242, 1),
        ("P", 0.642, 1), ("R", 0.534, 1), ("mAP50", 0.602, 1), ("mAP50-95", 0.441, 1),
        ("traffic light/P", 0.801, 1), ("traffic light/R", 0.651, 1),
        ("traffic light/mAP50", 0.754, 1), ("traffic light/mAP50-95", 0.541, 1),
    ]  # fmt: skip


def test_groups_of_columns_keep_their_names_where_there_are_several(values):
    log = (
        "                 Class     Images  Instances      Box(P          R      mAP50)     Mask(P          R      mAP50)\n"
        "                   all        128        929      0.64       0.53      0.60        0.61       0.52       0.55\n"
    )
    assert values(log) == {
        "Box P": 0.64, "Box R": 0.53, "Box mAP50": 0.6, "Mask P": 0.61, "Mask R": 0.52, "Mask mAP50": 0.55,
    }  # fmt: skip


def test_an_older_ultralytics_head_is_cut_where_its_rows_are(values):
    log = (
        "               Class     Images     Labels          P          R     mAP@.5 mAP@.5:.95:\n"
        "                 all        128        929      0.651       0.56      0.627      0.411\n"
    )
    assert values(log) == {"P": 0.651, "R": 0.56, "mAP@.5": 0.627, "mAP@.5:.95": 0.411}


@pytest.mark.parametrize(
    "log",
    [
        "epoch  train_loss  valid_acc     dur\n-----  ----------  ---------  ------\n    1      0.6905     0.6150  0.0537\n    2  0.5  0.7  0.05\n",
        "epoch     train_loss  valid_acc  time    \n1         0.6905  0.6150  00:12     \n2         0.5  0.7  00:12     \n",
        "epoch,train_loss,valid_acc\n1,0.6905,0.6150\n2,0.5,0.7\n",
        "epoch\ttrain_loss\tvalid_acc\n1\t0.6905\t0.6150\n2\t0.5\t0.7\n",
        "| epoch | train_loss | valid_acc |\n|-------|------------|-----------|\n| 1     | 0.6905     | 0.6150    |\n| 2 | 0.5 | 0.7 |\n",
        "epoch train_loss valid_acc\n1 0.6905 0.6150\n2 0.5 0.7\n",
        "  epoch    train_loss    valid_acc\n      1        \x1b[36m0.6905\x1b[0m       \x1b[32m0.6150\x1b[0m\n      2        0.5       0.7\n",
    ],
)
def test_rows_under_a_head(said, log):
    assert said(log) == [
        ("train_loss", 0.6905, "train", None, 1), ("valid_acc", 0.615, "val", None, 1),
        ("train_loss", 0.5, "train", None, 2), ("valid_acc", 0.7, "val", None, 2),
    ]  # fmt: skip


def test_spacy(said):
    log = (
        "E    #       LOSS TOK2VEC  LOSS NER  ENTS_F  SCORE \n"
        "---  ------  ------------  --------  ------  ------\n"
        "  7     200        101.20   1500.12   79.12    0.79\n"
    )
    assert said(log) == [
        ("LOSS TOK2VEC", 101.2, None, 200, 7), ("LOSS NER", 1500.12, None, 200, 7),
        ("ENTS_F", 79.12, None, 200, 7), ("SCORE", 0.79, None, 200, 7),
    ]  # fmt: skip


def test_a_classification_report(values):
    log = """
              precision    recall  f1-score   support

           0       0.84      0.97      0.90        37
   the cat s       0.71      0.67      0.69        43

    accuracy                           0.76       450
   macro avg       0.78      0.77      0.75       450
weighted avg       0.78      0.76      0.75       450
"""
    assert values(log) == {
        "0/precision": 0.84, "0/recall": 0.97, "0/f1-score": 0.9,
        "the cat s/precision": 0.71, "the cat s/recall": 0.67, "the cat s/f1-score": 0.69,
        "accuracy": 0.76,
        "macro avg/precision": 0.78, "macro avg/recall": 0.77, "macro avg/f1-score": 0.75,
        "weighted avg/precision": 0.78, "weighted avg/recall": 0.76, "weighted avg/f1-score": 0.75,
    }  # fmt: skip


def test_a_table_of_models(values):
    log = "      model  accuracy     f1\n0    logreg      0.93   0.92\n1       svm      0.95   0.94\n"
    assert values(log) == {"logreg/accuracy": 0.93, "logreg/f1": 0.92, "svm/accuracy": 0.95, "svm/f1": 0.94}


def test_lines_between_the_rows_do_not_end_a_table(said):
    log = "epoch,loss\n1,0.5\nsomething happened\n2,0.4\n"
    assert [item[1] for item in said(log)] == [0.5, 0.4]


def test_prose_with_metric_names_is_no_head(said):
    log = "We report loss, accuracy and f1\n1, 2, 3\nAccuracy metrics: top1, top5\n5, 6\n"
    assert said(log) == []
