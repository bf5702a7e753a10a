"""What a param is for, by its name and help."""

import re

from contracts.names import Role
from contracts.repo import Action, ParamType

_EXACT: dict[Role, str] = {
    "learning_rate": "lr learning_rate learningrate base_lr init_lr initial_lr lr0 eta base_learning_rate start_lr "
    "max_lr peak_lr peak_learning_rate initial_learning_rate blr lrate",
    "batch_size": "batch_size batchsize bs batch train_batch_size per_device_train_batch_size b train_bs "
    "batch_size_per_gpu train_batch samples_per_gpu mini_batch_size minibatch_size bsz micro_batch_size",
    "epochs": "epochs epoch n_epochs num_epochs nepochs nepoch max_epochs max_epoch num_train_epochs n_epoch "
    "num_epoch total_epochs train_epochs epochs_num training_epochs num_rounds num_boost_round n_estimators "
    "max_num_epochs nb_epoch nb_epochs n_iter_epochs end_epoch",
    "steps": "steps max_steps num_steps n_steps max_iters max_iter iterations iters num_iterations n_iter n_iters "
    "num_iters total_steps train_steps num_train_steps total_timesteps timesteps max_iterations training_steps "
    "num_training_steps niter total_iters max_train_steps num_updates max_updates total_iterations train_iters",
    "seed": "seed random_seed random_state manual_seed manualseed rng_seed rand_seed torch_seed global_seed",
    "device": "device gpu gpus gpu_id gpu_ids cuda no_cuda use_cuda use_gpu cpu devices accelerator no_gpu gpuid "
    "cuda_device no_accel local_rank mps no_mps disable_cuda use_cpu",
    "workers": "workers num_workers n_workers nworkers worker j n_threads num_threads threads n_jobs nthreads "
    "data_workers dataloader_num_workers loader_workers n_cpu num_proc cpus max_workers nthread",
    "data": "data data_dir data_path dataset_path dataset_dir data_root root dataroot datadir datapath root_dir "
    "train_data train_path train_file train_dir data_file train_csv dataset_root dataset_file csv data_folder "
    "input_data training_data train corpus data_url images_dir train_data_path train_data_dir train_set "
    "dataset_name dataset datasets trainset test_data test_file test_path test_dir val_data val_path val_dir "
    "val_file eval_data data_config test_csv validation_file valid_data valid_path data_yaml eval_file testset",
    "output": "output output_dir out out_dir outdir save_dir save_path save output_path output_file outfile outf "
    "results_dir result_dir exp_dir work_dir log_dir logdir checkpoint_dir checkpoints_dir ckpt_dir model_dir "
    "save_folder save_to out_path results_path savedir saves_dir saving_path experiment_dir run_dir out_file "
    "model_out output_folder save_model_path save_file predictions pred_path save_as default_root_dir results "
    "predictions_file prediction_file weights_out export_path model_output snapshot_dir expdir workdir outputs "
    "model_save_path model_save_dir save_name result_path results_file output_csv submission",
    "checkpoint": "checkpoint ckpt checkpoint_path ckpt_path checkpoint_file weights weight model_path model_file "
    "weights_path weight_path model_weights load_model load_weights load_checkpoint load load_path pretrained_path "
    "trained_model model_checkpoint weights_file pretrained_weights init_from load_from model_name_or_path restore "
    "saved_model snapshot state_dict load_ckpt modelpath model_in pth model_weights_path restore_file load_dir",
    "resume": "resume resume_from resume_from_checkpoint resume_path resume_checkpoint resume_training auto_resume "
    "continue_train continue_training resume_ckpt resume_file resume_epoch resume_weights",
    "precision": "precision fp16 bf16 amp half mixed_precision use_amp dtype apex_opt_level opt_level float16 "
    "use_fp16 fp32 tf32 data_type autocast bfloat16 half_precision",
    "logger": "wandb use_wandb wandb_project wandb_entity wandb_name tensorboard use_tensorboard mlflow neptune comet "
    "report_to logger no_wandb wandb_mode clearml use_mlflow enable_wandb log_wandb project_name_wandb track "
    "wandb_log wandb_run_name use_comet with_tracking push_to_hub wandb_group visdom use_tb tb wandb_project_name "
    "wandb_id use_visdom no_tensorboard tensorboard_dir mlflow_uri mlflow_tracking_uri use_neptune use_clearml",
    "input": "input input_path input_dir input_file image image_path img img_path source text prompt infile "
    "in_file in_path images inputs input_image video video_path query sentence image_file input_folder "
    "input_csv sample file filename imgs input_images start",
}
_ROLE_OF: dict[str, Role] = {name: role for role, names in _EXACT.items() for name in names.split()}

_ENDINGS: tuple[tuple[str, Role], ...] = (
    (r"(^|_)learning_rate$|(^|_)lr$", "learning_rate"),
    (r"(^|_)batch_?size$", "batch_size"),
    (r"^(num|n|nb|max|total)_?(train_|training_)?epochs?$|^epochs_", "epochs"),
    (r"^(num|n|nb|max|total)_?(train_|training_)?(steps|iters?|iterations|updates|timesteps)$", "steps"),
    (r"(^|_)(random_?)?seed$", "seed"),
    (r"(^|_)(num|n)_?(data_?)?workers$", "workers"),
    (r"(^|_)resume(_|$)", "resume"),
    (r"(^|_)(ckpt|checkpoint|weights?)_?(path|file|name|fn)?$", "checkpoint"),
    (r"^(load|restore)_", "checkpoint"),
    (r"^wandb_|^use_(wandb|tensorboard|mlflow)", "logger"),
    (r"^(output|out|save|result|results)_?(dir|path|folder|file|root|name)?$", "output"),
    (r"^(data|dataset|train|val|valid|test|corpus)_?(dir|path|folder|root|file|csv|json)$", "data"),
    (r"^(input|image|img|source)_?(dir|path|folder|file|image)$", "input"),
)
_HELP: tuple[tuple[str, Role], ...] = (
    (r"\blearning[ -]rate\b(?! (decay|schedul|warm|drop|reduc|step|polic|multipl|factor|gamma))", "learning_rate"),
    (r"\bresume\b.*\b(from|training)\b|\bcontinue (the )?training\b", "resume"),
    (r"\b(path|file) (to|of|with) (the |a )?(model|trained|pretrained|checkpoint|weights)", "checkpoint"),
    (r"\brandom seed\b|\bseed for\b", "seed"),
    (r"\bnumber of (training )?epochs\b|\bepochs to train\b", "epochs"),
    (r"\b(mini-?)?batch size\b", "batch_size"),
    (r"\b(path|folder|directory|root|location) (to|of|for|with|containing) (the |a )?(training |input )?(data|dataset)", "data"),
    (r"\b(where|directory|folder|path) to (save|store|write|put|output)\b|\boutput (dir|folder|path|file)", "output"),
)  # fmt: skip
_NUMBERS: frozenset[Role] = frozenset({"learning_rate", "batch_size", "epochs", "steps", "seed", "workers"})
_DECORATED = re.compile(
    r"decay|schedul|warm|gamma|factor|momentum|interval|every|freq|patience|gap|period|min_|eta_min|mult|policy|start|_step"
)


def role_of(
    name: str, flags: tuple[str, ...], text: str | None, kind: ParamType | None, action: Action = "store"
) -> Role | None:
    """Return what a param is for; None where neither its name nor its help says.

    Args:
        name: Its name in the code; a dotted one is judged by its last part.
        flags: Its spellings on the command line.
        text: Its help.
        kind: Its type: a number is no folder.
        action: A switch is no number.
    """
    names = [name.rpartition(".")[2], *(flag.lstrip("-") for flag in flags if flag.startswith("--"))]
    for candidate in names:
        role = _by_name(re.sub(r"[^a-z0-9]+", "_", _snake(candidate)).strip("_"))
        if role and _fits(role, kind, action):
            return role
    if text and not any(_DECORATED.search(candidate.lower()) for candidate in names):
        for pattern, role in _HELP:
            if re.search(pattern, text.lower()) and _fits(role, kind, action):
                return role
    return None


def _by_name(name: str) -> Role | None:
    if name in _ROLE_OF:
        return _ROLE_OF[name]
    for pattern, role in _ENDINGS:
        if re.search(pattern, name):
            return role
    return None


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _fits(role: Role, kind: ParamType | None, action: Action) -> bool:
    if role in _NUMBERS:
        return kind not in {"bool", "path", "json"} and action not in {"store_true", "store_false"}
    if kind in {"int", "float"}:
        return role in {"device", "precision", "resume"}
    if kind == "bool":
        return role in {"device", "precision", "resume", "logger", "checkpoint"}
    return True
