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

COUNTED_PARAMS = frozenset(
    "epochs steps iterations seed workers layers heads gpus folds trees estimators rounds threads units filters channels "
    "neurons neighbors clusters components warmup_steps warmup_epochs max_epochs max_steps batch_size hidden_layers "
    "hidden_units num_workers num_layers num_heads".split()
)
"""Params whose number may stand before them: `10 epochs`, `4 workers`."""
WORD_PARAMS = frozenset(
    "optimizer optim scheduler lr_scheduler schedule lr_schedule activation loss criterion architecture arch backbone "
    "encoder device model precision kernel solver penalty".split()
)
"""Params whose value is a word."""
SWITCHES = frozenset(
    "augmentation augment augmentations mixup cutmix ema amp shuffle shuffling pretrained pretraining nesterov dropout "
    "regularization bias batchnorm early_stopping early-stopping caching compile".split()
)
"""Params that `with` and `without` turn on and off."""
OPTIMIZERS = frozenset(
    "sgd adam adamw rmsprop adagrad adadelta lion lamb lars lbfgs nadam radam adafactor sophia muon shampoo adamax".split()
)
SCHEDULES = frozenset("cosine onecycle linear exponential polynomial constant multistep cyclic stepwise".split())
MODELS = re.compile(
    r"(?:wide)?resnext?-?\d+\w*|resnet-?\d*\w*|vit|vit[-_][\w-]+|deit[-_\w]*|swin[-_\w]*|convnext[-_\w]*|efficientnet[-_\w]*"
    r"|mobilenet[-_\w]*|densenet-?\d*|vgg-?\d*\w*|alexnet|lenet-?\d*|googlenet|inception[-_\w]*|squeezenet[-_\w]*|shufflenet\w*"
    r"|regnet\w*|unet\+*|u-net|segformer[-_\w]*|deeplab\w*|yolov?\d+\w*|yolox\w*|(?:distil|ro)?bert(?:a)?(?:-(?:base|large|tiny)[-\w]*)?"
    r"|gpt-?\d\w*|t5-?\w*|llama-?\d*\w*|lstm|gru|mlp|xgboost|lightgbm|catboost",
    re.IGNORECASE,
)
"""Architectures that are called by name: `train resnet18`."""
DATASETS = re.compile(
    r"cifar-?\d*|f?-?mnist|fashion-?mnist|emnist|kmnist|imagenet(?:-?\w+)?|tiny-?imagenet|coco(?:-?\d+)?|voc(?:-?\d+)?|squad(?:v?\d)?"
    r"|imdb|kitti|cityscapes|ade20k|svhn|celeba|librispeech|wikitext(?:-?\d+)?|glue|digits|iris|stl-?10|caltech-?\d+"
    r"|openimages|lvis|nuscenes|waymo|food-?101|flowers-?102|oxford-?pets|commonvoice|ag_?news|sst-?2|mnli|titanic|movielens\w*",
    re.IGNORECASE,
)
"""Public data sets that are called by name: `train on cifar10`."""
PACKAGES = frozenset(
    "numpy scipy pandas torch pytorch torchvision torchaudio tensorflow keras jax flax jaxlib transformers datasets tokenizers "
    "accelerate scikit-learn sklearn xgboost lightgbm catboost opencv opencv-python pillow matplotlib timm albumentations "
    "ultralytics lightning pytorch-lightning torchmetrics peft diffusers sentencepiece spacy nltk gensim onnxruntime "
    "numba polars pyarrow protobuf h5py einops deepspeed bitsandbytes triton optuna hydra-core omegaconf".split()
)
DEVICES = "jetson raspberry pi orin nano xavier agx tx2 nx".split()
HOST_WORDS = frozenset(
    "jetson cluster slurm localhost laptop workstation desktop server cloud colab sagemaker runpod dgx hpc raspberry local "
    "farm cloud aws gcp azure vm edge".split()
)
"""Words that name a machine by themselves."""
HOST_LIKE = re.compile(
    r"(?:server|srv|node|gpu(?:-?box|-?server|-?node|-?machine|s)?|host|box|machine|jetson|orin|xavier|nano|rpi|pi|dgx|cluster|slurm|hpc|"
    r"lambda|workstation|ws|desktop|laptop|[ahvplt]\d{2,4}|rtx|titan|aws|ec2|gcp|azure|vm|worker|rig|station|lab|compute|login|edge|device|"
    r"remote|prod|staging|train(?:er|ing)?(?:-?box|-?server)?|ml|ai|dl|deep)"
    r"(?:[-_.:]?[a-z]*[-_.]?\d[\w.-]*|[-_.:][a-z][\w.-]*)",
    re.IGNORECASE,
)
"""Names that look like a machine's: `server-2`, `gpu01`, `slurm:gpu`."""
EXPORT_FORMATS = {
    "onnx": "onnx", "tensorrt": "tensorrt", "torchscript": "torchscript", "openvino": "openvino", "coreml": "coreml",
    "tflite": "tflite", "engine": "tensorrt", "mlmodel": "coreml",
}  # fmt: skip
PRECISIONS = frozenset("fp32 fp16 bf16 int8".split())
DATA_FORMATS = frozenset(
    "coco yolo voc csv tsv parquet imagefolder tfrecord tfrecords webdataset jsonl json kitti labelme arrow hdf5 npz lmdb "
    "createml darknet cvat hf".split()
)
METRICS = frozenset(
    "accuracy accuracies acc f1 fscore auc auroc auprc map miou iou dice loss losses mse rmse mae mape r2 bleu rouge psnr ssim "
    "perplexity ppl wer cer fid reward rewards throughput fps latency mcc kappa ndcg mrr logloss specificity sensitivity jaccard "
    "top1 top5 acc1 acc5 map50 map75 elbo nll".split()
)
"""Words that are a metric wherever they stand."""
UNSURE_METRICS = frozenset("recall precision error errors score scores return returns cost objective distance correlation speed".split())
"""Words that are a metric only where one belongs: `by recall`, `highest precision`, `the error went up`."""
SPLITS = frozenset("train training val valid validation dev test testing eval evaluation holdout".split())
METRIC_PHRASES = (
    "mean average precision", "mean absolute error", "mean squared error", "root mean squared error", "word error rate",
    "character error rate", "balanced accuracy", "top 1 accuracy", "top 5 accuracy", "error rate", "log loss", "cross entropy",
    "area under the curve", "roc auc", "pr auc", "macro f1", "micro f1", "weighted f1", "f measure", "r squared", "mean iou",
    "hit rate", "dice coefficient", "inference time", "mean reward", "episode reward",
)  # fmt: skip
