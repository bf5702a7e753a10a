"""The digits of scikit-learn, in splits that never change."""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

PIXELS = 64
CLASSES = 10
BRIGHTEST = 16.0
SPLIT_SEED = 20


def load_split(split):
    """Return the images (N, 64), brightness 0 to 1, and the digits (N,) of "train", "val" or "test"."""
    images, digits = load_digits(return_X_y=True)
    images = (images / BRIGHTEST).astype(np.float32)
    train_x, rest_x, train_y, rest_y = train_test_split(
        images, digits, test_size=0.4, stratify=digits, random_state=SPLIT_SEED
    )
    val_x, test_x, val_y, test_y = train_test_split(
        rest_x, rest_y, test_size=0.5, stratify=rest_y, random_state=SPLIT_SEED
    )
    return {"train": (train_x, train_y), "val": (val_x, val_y), "test": (test_x, test_y)}[split]


def load_images(path):
    """Return the images (N, 64) of a .npy or .csv file, brightness 0 to 1."""
    path = Path(path)
    images = np.load(path, allow_pickle=False) if path.suffix == ".npy" else np.loadtxt(path, delimiter=",", ndmin=2)
    if images.shape[1:] not in ((PIXELS,), (8, 8)):
        raise SystemExit(f"{path}: expected images of {PIXELS} pixels, found an array of shape {images.shape}")
    return (images.reshape(-1, PIXELS) / BRIGHTEST).astype(np.float32)


def batches(images, digits, size, rng, augment=False):
    """Yield one epoch of shuffled batches; with augment, each image is moved by up to one pixel."""
    order = rng.permutation(len(images))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        batch = images[chosen]
        if augment:
            batch = np.stack([shift(image, *rng.integers(-1, 2, size=2)) for image in batch])
        yield batch, digits[chosen]


def shift(image, down, right):
    """Return a flat 8x8 image moved by whole pixels, black where it was outside."""
    padded = np.pad(image.reshape(8, 8), 1)
    return padded[1 - down : 9 - down, 1 - right : 9 - right].ravel()
