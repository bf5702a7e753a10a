"""The files a program reads and writes, and the metrics it will say."""

import pytest


def uses(found, which, entry="train.py"):
    return [(use.what, use.path, use.param) for use in getattr(found.entry(entry), which)]


HEAD = (
    "import argparse, os, torch\n"
    "from pathlib import Path\n"
    "p = argparse.ArgumentParser()\n"
    "p.add_argument('--out', default='runs')\n"
    "p.add_argument('--data')\n"
    "args = p.parse_args()\n"
)


@pytest.mark.parametrize(
    ("line", "path", "param"),
    [
        ("torch.save(m, 'best.pt')", "best.pt", None),
        ("torch.save(m, args.out)", "{out}", "out"),
        ("torch.save(m, os.path.join(args.out, 'best.pt'))", "{out}/best.pt", "out"),
        ("torch.save(m, Path(args.out) / f'epoch_{epoch}.pt')", "{out}/epoch_*.pt", "out"),
        ("torch.save(m, '%s/last_%d.pt' % (args.out, 3))", "{out}/last_3.pt", "out"),
        ("torch.save(m, '{}/a.pt'.format(args.out))", "{out}/a.pt", "out"),
    ],
)
def test_paths_of_checkpoints_say_where_they_come_from(read, line, path, param):
    found = read(HEAD + line + "\nloss.backward()\n")
    assert uses(found, "writes") == [("checkpoint", path, param)]


@pytest.mark.parametrize(
    "line",
    [
        "np.savez('model.npz', w=w)",
        "joblib.dump(clf, 'clf.joblib')",
        "pickle.dump(model, open('model.pkl', 'wb'))",
        "model.save_weights('w.h5')",
        "booster.save_model('b.txt')",
        "model.save_pretrained('out')",
    ],
)
def test_every_usual_way_to_save_a_model_is_a_checkpoint(read, line):
    found = read("import numpy as np, joblib, pickle\nmodel.fit(1)\n" + line + "\n")
    assert [use.what for use in found.entry("train.py").writes] == ["checkpoint"]


def test_paths_are_followed_through_functions_and_objects(read):
    found = read(
        {
            "train.py": """
                import argparse
                from saver import Saver, store
                p = argparse.ArgumentParser()
                p.add_argument("--out", default="runs")
                args = p.parse_args()
                saver = Saver(args.out)
                store(net, args.out + "/final.pt")
                loss.backward()
            """,
            "saver.py": """
                import os, torch
                def store(net, path):
                    torch.save(net, path)
                class Saver:
                    def __init__(self, folder):
                        self.folder = folder
                    def save(self, net):
                        torch.save(net, os.path.join(self.folder, "best.pt"))
            """,
        }
    )
    assert sorted(uses(found, "writes")) == [
        ("checkpoint", "{out}/best.pt", "out"),
        ("checkpoint", "{out}/final.pt", "out"),
    ]


def test_a_param_without_a_telling_name_gets_its_role_from_what_is_done_with_it(read):
    found = read(
        {
            "evaluate.py": """
                import argparse, torch
                p = argparse.ArgumentParser()
                p.add_argument("--net")
                p.add_argument("--table", default="t.csv")
                args = p.parse_args()
                model = torch.load(args.net)
                df.to_csv(args.table)
            """,
        }
    )
    assert found.param("net", "evaluate.py").role == "checkpoint"
    assert found.param("table", "evaluate.py").role == "output"


def test_predictions_of_an_inference_are_known(read):
    found = read({"predict.py": "import pandas as pd\ndf = pd.read_csv('test.csv')\ndf.to_csv('predictions.csv')\n"})
    assert uses(found, "writes", "predict.py") == [("predictions", "predictions.csv", None)]
    assert uses(found, "reads", "predict.py") == [("data", "test.csv", None)]


def test_paths_beside_the_source_are_told_from_the_working_folder(read):
    found = read(
        {
            "train.py": (
                "import os, pandas as pd\n"
                "here = os.path.dirname(os.path.abspath(__file__))\n"
                "pd.read_csv(os.path.join(here, 'data', 'a.csv'))\n"
                "model.fit(1)\n"
            )
        }
    )
    assert uses(found, "reads") == [("data", "./data/a.csv", None)]


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("print(f'epoch {epoch} train_loss={loss:.4f} val_acc={acc:.3f}')", ["train_loss", "val_acc"]),
        ("print('Epoch %d: loss %.4f, accuracy %.2f%%' % (e, l, a))", ["loss", "accuracy"]),
        ("print('Test Loss: {:.4f} | F1: {}'.format(l, f))", ["Test Loss", "F1"]),
        ("print('loss:', loss.item(), 'accuracy:', acc)", ["loss", "accuracy"]),
        ("print('val loss: ' + str(value))", ["val loss"]),
        ("logger.info('val/auc %.4f', auc)", ["val/auc"]),
        ("writer.add_scalar('Loss/train', x, step)", ["Loss/train"]),
        ("self.log('val_loss', x)", ["val_loss"]),
        ("wandb.log({'train/loss': x, 'epoch': e})", ["train/loss"]),
        ("print(json.dumps({'accuracy': a, 'path': p}))", ["accuracy"]),
        ("writer.writerow(['epoch', 'loss', 'accuracy'])", ["loss", "accuracy"]),
        ("progress_bar(i, n, 'Loss: %.3f | Acc: %.3f%%' % (l, a))", ["Loss", "Acc"]),
        ("model.compile(optimizer='adam', loss='mse', metrics=['mae'])", ["loss", "mae"]),
        ("print('saved to', path)", []),
        ("print(f'lr {lr}, time {t}')", []),
    ],
)
def test_metrics_are_known_before_a_run_prints_them(read, line, keys):
    found = read(f"import json, wandb\nloss.backward()\n{line}\n")
    metrics = found.entry("train.py").metrics
    assert [metric.key for metric in metrics] == keys
    assert all(str(metric.proof) == "train.py:3" for metric in metrics)


def test_metrics_have_their_split_and_their_template(read):
    found = read("for e in range(3):\n    loss.backward()\n    print(f'val_loss {x:.3f}')\n")
    metric = found.entry("train.py").metrics[0]
    assert (metric.split, metric.via, metric.template) == ("val", "print", "print(f'val_loss {x:.3f}')")


def test_the_columns_that_the_code_names_are_known(read):
    found = read(
        """
        import pandas as pd
        def main():
            df = pd.read_csv("cars.csv", usecols=["id", "price"])
            y = df.pop("price")
            x = df[["age", "colour"]].values
            df = df.drop(columns=["id"])
            model.fit(x, y)
        if __name__ == "__main__":
            main()
        """
    )
    assert found.entry("train.py").reads[0].columns == ("id", "price", "age", "colour")


def test_metrics_say_which_axes_stand_beside_them(read):
    found = read("loss.backward()\nprint(f'Epoch {epoch} loss {x}')\nwriter.add_scalar('val/acc', a, global_step)\n")
    assert [(metric.key, metric.axes) for metric in found.entry("train.py").metrics] == [
        ("loss", ("epoch",)),
        ("val/acc", ("step",)),
    ]


def test_a_checkpoint_to_go_on_from_is_told_from_one_to_evaluate(read):
    text = (
        "import argparse, torch\n"
        "p = argparse.ArgumentParser()\n"
        "p.add_argument('--load')\n"
        "m = torch.load(p.parse_args().load)\n"
    )
    found = read({"train.py": text + "loss.backward()\n", "evaluate.py": text + "m.eval()\n"})
    assert (found.param("load").role, found.param("load", "evaluate.py").role) == ("resume", "checkpoint")
