"""Predict the digits in images."""

import argparse
import csv
from pathlib import Path

from data import load_images, load_split
from model import load


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, default=Path("checkpoints/best.npz"))
    parser.add_argument("--input", type=Path, help=".npy or .csv file of images; the test split where there is none")
    parser.add_argument("--output", type=Path, default=Path("predictions.csv"))
    return parser.parse_args()


def main():
    args = parse_args()
    model = load(args.checkpoint)
    images = load_images(args.input) if args.input else load_split("test")[0]
    probabilities = model(images)

    args.output.parent.mkdir(parents=True, exist_ok=True)
    with args.output.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["image", "predicted", "probability"])
        for index, row in enumerate(probabilities):
            writer.writerow([index, row.argmax(), f"{row.max():.4f}"])
    print(f"Wrote {len(images)} predictions to {args.output}")


if __name__ == "__main__":
    main()
