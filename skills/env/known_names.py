"""Names of distributions and modules: what is meant by a wrong one, what must not be guessed, who provides a module."""

from collections.abc import Mapping
from difflib import get_close_matches

REPLACED: Mapping[str, str] = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "faiss": "faiss-cpu",
    "opencv": "opencv-python",
    "pil": "pillow",
    "pytorch": "torch",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "skopt": "scikit-optimize",
    "tensorflow-gpu": "tensorflow",
    "yaml": "pyyaml",
}
"""Names that are no distribution, or an empty one that refuses to install, and the one that is meant."""

PROVIDERS: Mapping[str, frozenset[str]] = {
    "cv2": frozenset(
        {"opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"}
    ),
    "tensorflow": frozenset({"tensorflow-cpu", "tensorflow-macos", "tf-nightly", "tensorflow-gpu", "intel-tensorflow"}),
    "PIL": frozenset({"pillow-simd"}),
    "faiss": frozenset({"faiss-gpu", "faiss-gpu-cu12", "faiss-gpu-cu11"}),
    "onnxruntime": frozenset({"onnxruntime-gpu", "onnxruntime-directml", "onnxruntime-openvino"}),
    "pkg_resources": frozenset({"setuptools"}),
    "distutils": frozenset({"setuptools"}),
    "mpl_toolkits": frozenset({"matplotlib"}),
    "pylab": frozenset({"matplotlib"}),
    "keras": frozenset({"tensorflow"}),
    "lightning": frozenset({"pytorch-lightning"}),
    "gym": frozenset({"gymnasium"}),
}
"""Module to the other distributions that bring it, beside the usual one."""

_AMBIGUOUS = """
apex args arguments backbone backbones base common conf config configs constants core data dataloader dataloaders
dataset engine eval fuse google helper helpers layers lib libs logger loss losses main metric metrics model modeling
models module modules net nets network networks opt options opts parameters params preprocess preprocessing processing
resnet scripts settings solver src test tests tool tools train trainer trainers training transforms types util
utilities utils utils2 vgg vis visualization visualize
"""

_KNOWN = """
absl-py accelerate adabelief-pytorch albumentations anndata apache-beam arviz astropy audiomentations autograd
bayesian-optimization beautifulsoup4 biopython bitsandbytes black boto3 captum catboost chainer click cloudpickle
colorama coloredlogs comet-ml cython dask datasets deap deepspeed dgl diffusers dill docopt dotmap easydict einops
ema-pytorch evaluate face-alignment fairseq faiss-cpu fastai fastapi fasttext ffmpeg-python filelock fire flask flax
ftfy fvcore gdown gensim geopandas gluonnlp google-cloud-storage gpytorch gradio gym gymnasium h5py hdbscan
huggingface-hub hydra-core hyperopt imageio imbalanced-learn imgaug iopath ipython ipywidgets jax jaxlib jieba joblib
jsonargparse jsonlines jupyter kaggle keras kornia langchain librosa lightgbm lightning llvmlite lmdb loguru lpips
lxml matplotlib mlflow mmcv mmengine monai msgpack mujoco munch mxnet natsort neptune networkx nibabel ninja nltk
numba numpy nvidia-ml-py omegaconf onnx onnxruntime open-clip-torch openai opencv-contrib-python opencv-python opencv-
python-headless openpyxl optax optuna pandas peft pillow plotly pot prettytable progressbar2 protobuf psutil pyarrow
pybullet pycocotools pydantic pydicom pyglet pymongo pyro-ppl pytest python-dateutil python-dotenv pytorch-lightning
pytorch-metric-learning pytorch-msssim pywavelets pyyaml pyzmq rasterio ray rdkit regex requests rich rouge-score
ruamel-yaml sacrebleu sacremoses safetensors scikit-image scikit-learn scikit-optimize scipy seaborn segmentation-
models-pytorch sentence-transformers sentencepiece seqeval shap shapely simpleitk six soundfile spacy speechbrain
stable-baselines3 statsmodels supervision sympy tables tabulate tensorboard tensorboard-logger tensorboardx tensorflow
tensorflow-addons tensorflow-datasets tensorflow-hub tensorflow-probability termcolor terminaltables test-tube
tfrecord thop tiktoken timm tokenizers toml torch torch-geometric torch-optimizer torch-scatter torch-sparse
torchaudio torchdiffeq torchmetrics torchnet torchsummary torchtext torchvision tornado tqdm transformers triton trl
typer typing-extensions tyro ujson ultralytics umap-learn unidecode visdom wandb webdataset wget xarray xformers
xgboost xlrd yacs zarr
"""


def is_ambiguous(module: str) -> bool:
    """Whether a module's name is so common that a distribution of that name is most likely another thing."""
    return module.lower() in _AMBIGUOUS.split()


def nearest(name: str) -> str | None:
    """Return the known distribution that a name most likely stands for; None where none is near."""
    if name in REPLACED:
        return REPLACED[name]
    close = get_close_matches(name, _KNOWN.split(), n=1, cutoff=0.8)
    return close[0] if close and close[0] != name else None


def distribution_of(module: str) -> str | None:
    """Return the requirement that brings a module which a package imports without declaring it; None: not known."""
    if module in {"pkg_resources", "distutils", "setuptools"}:
        return "setuptools<81"
    name = REPLACED.get(module.lower(), module.lower().replace("_", "-"))
    return name if name in _KNOWN.split() else None
