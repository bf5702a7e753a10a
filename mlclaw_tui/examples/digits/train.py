"""Train a small network on the digits."""

import argparse
import math
from pathlib import Path

import numpy as np

from data import batches, load_split
from model import MLP, SGD, save, score


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--epochs", type=int, default=15, help="passes over the training images")
    parser.add_argument("--batch-size", type=int, default=32, help="images in a step")
    parser.add_argument("--lr", type=float, default=0.05, help="learning rate at the start")
    parser.add_argument("--schedule", choices=["constant", "cosine"], default="cosine", help="learning rate over time")
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--weight-decay", type=float, default=1e-4)
    parser.add_argument("--hidden", type=int, default=32, help="width of the hidden layer")
    parser.add_argument("--augment", action="store_true", help="move the training images by up to one pixel")
    parser.add_argument("--seed", type=int, default=0, help="initial weights and order of the batches")
    parser.add_argument("--checkpoint-dir", type=Path, default=Path("checkpoints"))
    return parser.parse_args()


def learning_rate(args, epoch):
    if args.schedule == "cosine":
        return args.lr * 0.5 * (1 + math.cos(math.pi * epoch / args.epochs))
    return args.lr


def main():
    args = parse_args()
    rng = np.random.default_rng(args.seed)
    train_x, train_y = load_split("train")
    val_x, val_y = load_split("val")
    model = MLP(args.hidden, rng)
    optimizer = SGD(model.weights, args.momentum, args.weight_decay)
    print(f"Training on {len(train_x)} images, validating on {len(val_x)}", flush=True)

    best = -1.0
    for epoch in range(args.epochs):
        lr = learning_rate(args, epoch)
        losses = []
        for images, digits in batches(train_x, train_y, args.batch_size, rng, args.augment):
            loss, gradients = model.loss_and_gradients(images, digits)
            optimizer.step(gradients, lr)
            losses.append(loss)
        val_loss, val_accuracy = score(model, val_x, val_y)
        print(
            f"Epoch {epoch + 1}/{args.epochs}: train_loss={np.mean(losses):.4f} val_loss={val_loss:.4f} "
            f"val_accuracy={val_accuracy:.4f} lr={lr:.5f}",
            flush=True,
        )
        save(args.checkpoint_dir / "last.npz", model, epoch=epoch + 1, val_accuracy=val_accuracy)
        if val_accuracy > best:
            best = val_accuracy
            save(args.checkpoint_dir / "best.npz", model, epoch=epoch + 1, val_accuracy=val_accuracy)
    print(f"Best val_accuracy={best:.4f}, saved in {args.checkpoint_dir / 'best.npz'}")


if __name__ == "__main__":
    main()
