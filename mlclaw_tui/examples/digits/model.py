"""A perceptron with one hidden layer, its gradients, and its checkpoints."""

import numpy as np

from data import CLASSES, PIXELS


class MLP:
    """Scores of the ten digits for flat images; weights are in `weights`, by name."""

    def __init__(self, hidden, rng):
        self.weights = {
            "w1": rng.normal(0, np.sqrt(2 / PIXELS), (PIXELS, hidden)).astype(np.float32),
            "b1": np.zeros(hidden, np.float32),
            "w2": rng.normal(0, np.sqrt(2 / hidden), (hidden, CLASSES)).astype(np.float32),
            "b2": np.zeros(CLASSES, np.float32),
        }

    def __call__(self, images):
        """Return the probabilities (N, 10) of images (N, 64)."""
        return softmax(self._hidden(images) @ self.weights["w2"] + self.weights["b2"])

    def loss_and_gradients(self, images, digits):
        """Return the mean cross-entropy of a batch and the gradient of every weight."""
        hidden = self._hidden(images)
        probabilities = softmax(hidden @ self.weights["w2"] + self.weights["b2"])
        error = probabilities.copy()
        error[np.arange(len(digits)), digits] -= 1
        error /= len(digits)
        back = (error @ self.weights["w2"].T) * (hidden > 0)
        gradients = {"w1": images.T @ back, "b1": back.sum(0), "w2": hidden.T @ error, "b2": error.sum(0)}
        return cross_entropy(probabilities, digits), gradients

    def _hidden(self, images):
        return np.maximum(images @ self.weights["w1"] + self.weights["b1"], 0)


class SGD:
    """Stochastic gradient descent with momentum and weight decay."""

    def __init__(self, weights, momentum, weight_decay):
        self.weights = weights
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocity = {name: np.zeros_like(weight) for name, weight in weights.items()}

    def step(self, gradients, lr):
        for name, weight in self.weights.items():
            self.velocity[name] = self.momentum * self.velocity[name] - lr * (
                gradients[name] + self.weight_decay * weight
            )
            weight += self.velocity[name]


def softmax(scores):
    exponents = np.exp(scores - scores.max(1, keepdims=True))
    return exponents / exponents.sum(1, keepdims=True)


def cross_entropy(probabilities, digits):
    return float(-np.log(probabilities[np.arange(len(digits)), digits] + 1e-12).mean())


def score(model, images, digits):
    """Return (loss, accuracy)."""
    probabilities = model(images)
    return cross_entropy(probabilities, digits), float((probabilities.argmax(1) == digits).mean())


def save(path, model, **facts):
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **model.weights, **facts)


def load(path):
    """Return the model of a checkpoint."""
    with np.load(path, allow_pickle=False) as stored:
        weights = {name: stored[name] for name in ("w1", "b1", "w2", "b2")}
    model = MLP(weights["b1"].size, np.random.default_rng(0))
    model.weights = weights
    return model
