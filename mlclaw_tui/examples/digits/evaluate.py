"""Score a checkpoint on images it was not trained on."""

import argparse
import csv
from pathlib import Path

from sklearn.metrics import f1_score

from data import CLASSES, load_split
from model import load, score


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, default=Path("checkpoints/best.npz"))
    parser.add_argument("--split", choices=["val", "test"], default="test")
    parser.add_argument("--mistakes", type=Path, help="write the images it got wrong to this CSV file")
    return parser.parse_args()


def main():
    args = parse_args()
    model = load(args.checkpoint)
    images, digits = load_split(args.split)
    loss, accuracy = score(model, images, digits)
    predicted = model(images).argmax(1)

    print(f"{args.split}_loss={loss:.4f}")
    print(f"{args.split}_accuracy={accuracy:.4f}")
    print(f"{args.split}_f1={f1_score(digits, predicted, average='macro'):.4f}")
    for digit in range(CLASSES):
        of_digit = digits == digit
        print(f"  digit {digit}: {(predicted[of_digit] == digit).sum()} of {of_digit.sum()} right")

    if args.mistakes:
        with args.mistakes.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["image", "digit", "predicted"])
            writer.writerows((i, digits[i], predicted[i]) for i in (predicted != digits).nonzero()[0])


if __name__ == "__main__":
    main()
