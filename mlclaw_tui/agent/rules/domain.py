"""Names of the field that requests use: params, optimizers, models, data sets, machines, packages, formats, metrics."""

import re

PARAM_NAMES: dict[str, str] = {
    "lr": "lr", "learning rate": "lr", "learning rates": "lr", "learn rate": "lr", "base lr": "base_lr", "initial lr": "initial_lr",
    "max lr": "max_lr", "min lr": "min_lr", "initial learning rate": "initial_lr",
    "batch size": "batch_size", "batch sizes": "batch_size", "batch_size": "batch_size", "batch": "batch_size",
    "batches of": "batch_size", "minibatch size": "batch_size", "mini batch size": "batch_size", "minibatch": "batch_size",
    "epochs": "epochs", "number of epochs": "epochs", "max epochs": "max_epochs", "warmup epochs": "warmup_epochs",
    "epochs count": "epochs", "training epochs": "epochs", "full epochs": "epochs",
    "steps": "steps", "step": "steps", "number of steps": "steps", "training steps": "steps", "max steps": "max_steps",
    "warmup steps": "warmup_steps", "gradient steps": "steps", "optimizer steps": "steps",
    "iterations": "iterations", "number of iterations": "iterations", "max iterations": "max_iterations", "max iter": "max_iter",
    "seed": "seed", "seeds": "seed", "random seed": "seed", "random seeds": "seed", "random state": "random_state",
    "weight decay": "weight_decay", "wd": "wd", "momentum": "momentum", "dropout": "dropout", "dropout rate": "dropout_rate",
    "drop path": "drop_path", "drop rate": "drop_rate", "dropout probability": "dropout",
    "warmup": "warmup", "warm up": "warmup", "warmup ratio": "warmup_ratio", "patience": "patience", "gamma": "gamma",
    "alpha": "alpha", "beta": "beta", "beta1": "beta1", "beta2": "beta2", "epsilon": "epsilon", "eps": "eps",
    "temperature": "temperature", "tau": "tau", "margin": "margin", "threshold": "threshold", "lambda": "lambda", "sigma": "sigma",
    "hidden size": "hidden_size", "hidden dim": "hidden_dim", "hidden dimension": "hidden_dim", "hidden units": "hidden_units",
    "hidden layers": "hidden_layers", "embedding size": "embedding_size", "embedding dim": "embedding_dim",
    "embedding dimension": "embedding_dim", "latent dim": "latent_dim", "num layers": "num_layers", "number of layers": "layers",
    "layers": "layers", "num heads": "num_heads", "heads": "heads", "attention heads": "heads", "number of heads": "heads",
    "depth": "depth", "width": "width", "max depth": "max_depth", "min samples": "min_samples", "units": "units",
    "filters": "filters", "channels": "channels", "kernel size": "kernel_size", "stride": "stride", "neurons": "neurons",
    "workers": "workers", "num workers": "num_workers", "number of workers": "workers", "gpus": "gpus", "threads": "threads",
    "optimizer": "optimizer", "optimiser": "optimizer", "optim": "optim", "scheduler": "scheduler", "lr scheduler": "lr_scheduler",
    "schedule": "schedule", "lr schedule": "lr_schedule", "learning rate schedule": "lr_schedule",
    "learning rate scheduler": "lr_scheduler", "activation": "activation", "loss function": "loss", "criterion": "criterion",
    "architecture": "architecture", "arch": "arch", "backbone": "backbone", "encoder": "encoder", "device": "device",
    "image size": "image_size", "images size": "image_size", "img size": "img_size", "imgsz": "imgsz", "input size": "input_size",
    "resolution": "resolution", "crop size": "crop_size", "patch size": "patch_size",
    "label smoothing": "label_smoothing", "grad clip": "grad_clip", "gradient clipping": "gradient_clipping",
    "gradient clip": "gradient_clip", "clip norm": "clip_norm", "max grad norm": "max_grad_norm",
    "gradient accumulation": "gradient_accumulation", "gradient accumulation steps": "gradient_accumulation_steps",
    "accumulation steps": "accumulation_steps", "max length": "max_length", "sequence length": "sequence_length",
    "seq len": "seq_len", "seq length": "seq_length", "context length": "context_length", "vocab size": "vocab_size",
    "block size": "block_size", "rank": "rank", "lora rank": "lora_rank", "folds": "folds", "trees": "trees",
    "estimators": "estimators", "rounds": "rounds", "neighbors": "neighbors", "clusters": "clusters", "components": "components",
    "test size": "test_size", "val split": "val_split", "validation split": "validation_split", "train split": "train_split",
    "noise": "noise", "mixup": "mixup", "cutmix": "cutmix", "augmentation": "augmentation", "regularization": "regularization",
    "l2 regularization": "l2_regularization", "l1 regularization": "l1_regularization", "l2 penalty": "l2_penalty",
    "subsample": "subsample", "num classes": "num_classes", "number of classes": "num_classes", "max features": "max_features",
    "early stopping patience": "patience", "log interval": "log_interval", "save interval": "save_interval",
    "eval interval": "eval_interval", "evaluate interval": "eval_interval", "nesterov": "nesterov", "ema": "ema", "top k": "top_k",
    "replay buffer": "replay_buffer", "buffer size": "buffer_size", "discount": "discount", "discount factor": "discount_factor",
    "precision": "precision", "kernel": "kernel", "penalty": "penalty", "solver": "solver", "freeze": "freeze",
}  # fmt: skip
"""Phrase to the param's name; a name not listed keeps the user's own words in snake case."""

MODELS = re.compile(
    r"(?:wide)?resnext?-?\d+\w*|resnet-?\d*\w*|vit|vit[-_][\w-]+|deit[-_\w]*|swin[-_\w]*|"
    r"convnext[-_\w]*|efficientnet[-_\w]*"
    r"|mobilenet[-_\w]*|densenet-?\d*|vgg-?\d*\w*|alexnet|lenet-?\d*|googlenet|inception[-_\w]*|"
    r"squeezenet[-_\w]*|shufflenet\w*"
    r"|regnet\w*|unet\+*|u-net|segformer[-_\w]*|deeplab\w*|yolov?\d+\w*|yolox\w*|(?:distil|"
    r"ro)?bert(?:a)?(?:-(?:base|large|tiny)[-\w]*)?"
    r"|gpt-?\d\w*|t5-?\w*|llama-?\d*\w*|lstm|gru|mlp|xgboost|lightgbm|catboost",
    re.IGNORECASE,
)
"""Architectures that are called by name: `train resnet18`."""
DATASETS = re.compile(
    r"cifar-?\d*|f?-?mnist|fashion-?mnist|emnist|kmnist|imagenet(?:-?\w+)?|tiny-?imagenet|"
    r"coco(?:-?\d+)?|voc(?:-?\d+)?|squad(?:v?\d)?"
    r"|imdb|kitti|cityscapes|ade20k|svhn|celeba|librispeech|wikitext(?:-?\d+)?|glue|digits|iris|stl-?10|caltech-?\d+"
    r"|openimages|lvis|nuscenes|waymo|food-?101|flowers-?102|oxford-?pets|commonvoice|ag_?news|"
    r"sst-?2|mnli|titanic|movielens\w*",
    re.IGNORECASE,
)
"""Public data sets that are called by name: `train on cifar10`."""
HOST_LIKE = re.compile(
    r"(?:server|srv|node|gpu(?:-?box|-?server|-?node|-?machine|s)?|host|box|machine|jetson|orin|"
    r"xavier|nano|rpi|pi|dgx|cluster|slurm|hpc|"
    r"lambda|workstation|ws|desktop|laptop|[ahvplt]\d{2,4}|rtx|titan|aws|ec2|gcp|azure|vm|worker|"
    r"rig|station|lab|compute|login|edge|device|"
    r"remote|prod|staging|train(?:er|ing)?(?:-?box|-?server)?|ml|ai|dl|deep)"
    r"(?:[-_.:]?[a-z]*[-_.]?\d[\w.-]*|[-_.:][a-z][\w.-]*)",
    re.IGNORECASE,
)
"""Names that look like a machine's: `server-2`, `gpu01`, `slurm:gpu`."""
EXPORT_FORMATS = {
    "onnx": "onnx", "tensorrt": "tensorrt", "torchscript": "torchscript", "openvino": "openvino", "coreml": "coreml",
    "tflite": "tflite", "engine": "tensorrt", "mlmodel": "coreml",
}  # fmt: skip
PRECISIONS = frozenset(["fp32", "fp16", "bf16", "int8"])
METRIC_PHRASES = (
    "mean average precision", "mean absolute error", "mean squared error", "root mean squared error", "word error rate",
    "character error rate", "balanced accuracy", "top 1 accuracy", "top 5 accuracy", "error rate", "log loss", "cross entropy",
    "area under the curve", "roc auc", "pr auc", "macro f1", "micro f1", "weighted f1", "f measure", "r squared", "mean iou",
    "hit rate", "dice coefficient", "inference time", "mean reward", "episode reward",
)  # fmt: skip
