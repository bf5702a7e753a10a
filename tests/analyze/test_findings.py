"""What somebody should know before a program is run."""


def test_a_gpu_that_nothing_asks_for_is_said(read):
    assert (
        "Uses a GPU without asking whether there is one: `train.py`."
        in read("model.cuda()\nloss.backward()\n").findings
    )
    asked = "import torch\nif torch.cuda.is_available():\n    model.cuda()\nloss.backward()\n"
    assert "GPU" not in read(asked).findings


def test_a_program_that_leaves_without_enough_gpus_is_said(read):
    found = read(
        "import sys, torch\nif torch.cuda.device_count() < 2:\n    print('no')\n    sys.exit(0)\nloss.backward()\n"
    )
    assert "Insists on 2 GPUs and ends without training where there are fewer: `train.py`." in found.findings
    assert "Insists on a GPU" in read("import torch\nassert torch.cuda.is_available()\nloss.backward()\n").findings


def test_downloads_loggers_questions_and_long_work_are_said(read):
    found = read(
        """
        import wandb
        from torchvision import datasets
        EPOCHS = 300
        datasets.MNIST('data', download=True)
        wandb.init(project='x')
        name = input('who? ')
        for e in range(EPOCHS):
            loss.backward()
        """
    )
    for text in (
        "to download (torchvision.datasets.MNIST)",
        "Logs to wandb",
        "Asks on the terminal",
        "Works 300 epochs",
    ):
        assert text in found.findings


def test_what_todays_libraries_no_longer_have_is_said(read):
    found = read(
        "import numpy as np\n"
        "import tensorflow as tf\n"
        "from sklearn.externals import joblib\n"
        "x = tf.placeholder('float')\n"
        "y = np.float(1)\n"
        "model.fit(x)\n"
    )
    for text in ("tensorflow<2", "numpy<1.24", "scikit-learn<0.20"):
        assert text in found.findings


def test_paths_of_another_machine_are_said(read):
    found = read(
        "import argparse\n"
        "p = argparse.ArgumentParser()\n"
        "p.add_argument('--data', default='/home/me/imagenet')\n"
        "model.fit(p.parse_args().data)\n"
    )
    assert "'/home/me/imagenet' by default, a folder of another machine" in found.findings


def test_a_repository_of_notebooks_says_so(read):
    found = read({"work.ipynb": '{"cells": []}', "util.py": "x = 1\n"})
    assert "The work is in notebooks (`work.ipynb`)" in found.findings
    assert found.contract.entries == ()


def test_the_same_remark_on_many_programs_is_one_finding(read):
    found = read({f"{name}.py": "model.cuda()\nloss.backward()\n" for name in "abcde"})
    assert found.findings.count("Uses a GPU") == 1
    assert "`a.py`, `b.py`, `c.py` and 2 more" in found.findings
