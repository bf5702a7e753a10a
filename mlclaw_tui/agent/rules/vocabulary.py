"""Words: short forms and their long ones, spellings that mean the same, and what a flag's value cannot be."""

import re

CONTRACTIONS = {
    "what's": "what is", "whats": "what is", "wat's": "what is", "how's": "how is", "hows": "how is",
    "where's": "where is", "wheres": "where is", "who's": "who is", "whos": "who is", "when's": "when is",
    "why's": "why is", "which's": "which is", "it's": "it is", "that's": "that is", "thats": "that is",
    "there's": "there is", "theres": "there is", "here's": "here is", "heres": "here is",
    "let's": "let us", "lets": "let us", "i'd": "i would", "i'm": "i am", "im": "i am", "i've": "i have",
    "ive": "i have", "i'll": "i will", "you're": "you are", "you'd": "you would", "we're": "we are", "we've": "we have",
    "we'd": "we would", "we'll": "we will", "they're": "they are", "don't": "do not", "dont": "do not",
    "doesn't": "does not", "doesnt": "does not", "didn't": "did not", "didnt": "did not", "isn't": "is not",
    "isnt": "is not", "aren't": "are not", "wasn't": "was not", "can't": "can not", "cant": "can not",
    "cannot": "can not", "couldn't": "could not", "won't": "will not", "wont": "will not", "wouldn't": "would not",
    "shouldn't": "should not", "haven't": "have not", "havent": "have not", "hasn't": "has not", "hasnt": "has not",
    "gonna": "going to", "wanna": "want to", "gotta": "have to", "gimme": "give me", "lemme": "let me",
    "dunno": "do not know", "whatre": "what are", "what're": "what are", "what've": "what have",
}  # fmt: skip
"""Words that stand for two."""

_VARIANTS = {
    "please": "pls plz plse pleas plis",
    "you": "u ya", "your": "ur yr", "thanks": "thx ty tnx thanx thank", "now": "rn atm",
    "the": "teh hte th da", "what": "wat waht wht whta", "which": "wich whihc whcih wihch", "how": "hwo",
    "and": "adn nad", "show": "shw shwo sohw", "stop": "stp sotp stpo", "run": "rnu rum", "runs": "rnus", "train": "trian tarin tran tain trin",
    "logs": "losg lgos", "log": "lgo", "last": "lsat latst lst", "with": "wiht wtih wth", "best": "bset bets", "just": "jsut", "my": "ym",
    "for": "fro", "goin": "goin", "then": "thn hten",
    "evaluate": "eval evals evalute evaluat evlauate evaluae", "evaluated": "evaled", "evaluating": "evaling",
    "analyze": "analyse anaylze analize analyz anlyze", "analyzing": "analysing", "analysis": "analyses",
    "optimize": "optimise", "optimizing": "optimising", "visualize": "visualise viz", "summarize": "summarise sumarize",
    "quantize": "quantise", "recognize": "recognise", "organize": "organise", "initialize": "initialise init",
    "memorize": "memorise", "color": "colour", "behavior": "behaviour", "canceled": "cancelled", "unlabeled": "unlabelled",
    "quantizing": "quantising quantization quantisation",
    "repo": "repository repositories repos codebase",
    "dependencies": "deps dependency dependancies dependancy dependecies dep",
    "requirements": "reqs requirement",
    "environment": "env envs venv virtualenv environments enviroment enviornment environement",
    "params": "param parameter parameters", "hyperparams": "hyperparameter hyperparameters hparams hyperparam hparam hps",
    "arguments": "argument args arg", "dataset": "datasets", "checkpoint": "checkpoints ckpt ckpts",
    "images": "imgs pics image", "pictures": "picture", "photos": "photo",
    "tensorrt": "trt tensor-rt", "onnx": "onxx", "fp16": "float16 f16 fp-16 half-precision", "fp32": "float32 f32 fp-32", "bf16": "bfloat16 bf-16",
    "int8": "int-8 8-bit 8bit i8",
    "rerun": "re-run", "reruns": "re-runs", "rerunning": "re-running", "retrain": "re-train", "retraining": "re-training",
    "finetune": "fine-tune", "finetuning": "fine-tuning", "reproduce": "re-produce repro", "deploy": "re-deploy redeploy",
    "vs": "versus v.s", "kickoff": "kick-off", "setup": "set-up", "percent": "pct percents",
    "epochs": "epoch epcohs epcoh epocs", "iterations": "iteration iters iter", "gpu": "gpus", "machine": "box",
    "email": "e-mail mail", "ok": "okay okey", "hyper-parameter": "hyper-param",
    "report": "reprot", "status": "staus satus", "config": "cfg", "directory": "dir",
    "lr": "learningrate learning-rate learning_rate lrs", "batch_size": "batch-size batchsize bs bsz",
}  # fmt: skip
VARIANTS = {spelling: word for word, spellings in _VARIANTS.items() for spelling in spellings.split()}
"""Spelling to the word that the rules know it by; short words' typos among them."""

PHRASES = tuple(
    (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])"), words)
    for pattern, words in (
        (r"set (it|this|that|everything|things|all|the (?:\w+|<\w+:\d+>)|up) up", r"set up \1"),
        (r"setup|setting up|sets up", "set up"),
        (r"kick(?:ing)? off|kickoff|fire (?:up|off)|spin up|spawn|launch|begin|initiate|trigger|commence", "start"),
        (r"fine tun(?:e|ing)", "finetune"),
        (r"re (run|train|produce|do)", r"re\1"),
        (r"hyper[ -]params?", "hyperparams"),
        (r"data (?:set|sets|base of images)", "dataset"),
        (r"virtual environment|conda environment|python environment", "environment"),
        (r"half (?:float|precision)|16[ -]bits?", "fp16"),
        (r"(?:full|single) precision|32[ -]bits?", "fp32"),
        (r"8[ -]bits?", "int8"),
        (r"tensor rt", "tensorrt"),
        (r"torch script", "torchscript"),
        (r"core ml", "coreml"),
        (r"(?:tf|tensorflow) lite", "tflite"),
        (r"open vino", "openvino"),
        (r"code base", "repo"),
        (r"git repo", "repo"),
        (r"entry[ -]points?", "entry points"),
        (r"(?:head|hop|go) (?:on |right )?over to", "show me"),
        (r"have a look|take a look|having a look|peek", "look"),
        (r"as well as|along with|together with", "and"),
        (r"followed by|and after that|after that|afterwards|after which|subsequently|and next", "then"),
        (r"i (?:do not|would not|did not) (?:want|wish|need|mean)(?: you)?(?: to)?", "do not"),
        (r"(?:there is )?no need (?:to|for)|you need not|no reason to", "do not"),
        (r"do not (?:bother|waste time)(?: to| with)?", "do not"),
        (r"why (?:do not (?:you|we)|not(?= (?:try|train|use|run|start|evaluate|compare|deploy)))(?: just)?", "please"),
        (r"(?:do not|never) forget to", "please"),
        (r"do not (?:just|only)", "please"),
        (r"(?:can|could|will|would) not you", "please"),
        (r"as soon as", "when"),
        (r"i am not (?:asking|telling|wanting|trying|going)(?: you)?(?: to| for)?", "do not"),
        (r"i am asking(?: you)? to", "please"),
        (r"i am asking for", "show me"),
        (r"once(?= (?:with|using|on) )", "then"),
        (r"(?:top|best) \d+(?= (?:runs?|models?|experiments?|trainings?|ones?|by|for|on|in)|$)", "top"),
    )
)
"""Phrases that one word, or a usual phrase, says as well; matched on words in lower case."""
