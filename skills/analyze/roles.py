"""What a param is for, by its name and help."""

import re

from pydantic import JsonValue

from contracts.names import Role
from contracts.repo import Action, ParamType

_NAMES: dict[Role, str] = {
    "learning_rate": "lr learning_rate learningrate base_lr init_lr initial_lr lr0 eta base_learning_rate start_lr "
    "max_lr peak_lr peak_learning_rate initial_learning_rate blr lrate lr_init lr_rate learning_rate_init",
    "batch_size": "batch_size batchsize bs batch train_batch_size per_device_train_batch_size b train_bs batchsz "
    "batch_size_per_gpu train_batch samples_per_gpu mini_batch_size minibatch_size bsz micro_batch_size "
    "batch_size_train global_batch_size total_batch_size imgs_per_batch ims_per_batch batch_sz nbatch batch_num",
    "epochs": "epochs epoch n_epochs num_epochs nepochs nepoch max_epochs max_epoch num_train_epochs n_epoch "
    "num_epoch total_epochs total_epoch train_epochs epochs_num training_epochs nb_epoch nb_epochs end_epoch "
    "max_num_epochs number_of_epochs epoch_num epoch_count train_epoch number_epochs no_epochs no_of_epochs",
    "steps": "steps max_steps num_steps n_steps max_iters max_iter iterations iters num_iterations n_iter n_iters "
    "num_iters total_steps train_steps num_train_steps total_timesteps timesteps max_iterations training_steps "
    "num_training_steps niter total_iters max_train_steps num_updates max_updates total_iterations train_iters "
    "total_iter num_iter nsteps max_step num_rounds num_boost_round n_estimators num_round boosting_rounds "
    "num_episodes n_episodes episodes num_train_iters total_step",
    "seed": "seed random_seed random_state manual_seed manualseed rng_seed rand_seed torch_seed global_seed "
    "seed_value randomseed np_seed training_seed initial_seed seed_everything",
    "device": "device gpu gpus gpu_id gpu_ids cuda no_cuda use_cuda use_gpu cpu devices accelerator no_gpu gpuid "
    "cuda_device no_accel mps no_mps disable_cuda use_cpu device_id gpu_num num_gpus n_gpu ngpu cuda_id gpu_index "
    "use_mps device_ids with_cuda gpu_device n_gpus",
    "workers": "workers num_workers n_workers nworkers worker n_threads num_threads threads n_jobs nthreads "
    "data_workers dataloader_num_workers loader_workers n_cpu num_proc cpus max_workers nthread dataloader_workers "
    "num_worker data_loader_workers nw nproc preprocessing_num_workers njobs",
    "data": "data data_dir data_path dataset_path dataset_dir data_root root dataroot datadir datapath root_dir "
    "train_data train_path train_file train_dir data_file train_csv dataset_root dataset_file csv data_folder "
    "input_data training_data corpus images_dir train_data_path train_data_dir train_set rootdir data_csv csv_path "
    "dataset_name dataset trainset data_config data_yaml dataset_folder csv_file train_filename training_file "
    "train_data_file dir_img dir_imgs dir_mask dir_images "
    "path_to_data data_location path_data dir_data train_images dataset_csv train_dataset "
    "datafile",
    "output": "output output_dir out out_dir outdir save_dir save_path save output_path output_file outfile outf "
    "results_dir result_dir exp_dir work_dir log_dir logdir checkpoint_dir checkpoints_dir ckpt_dir model_dir "
    "save_folder save_to out_path savedir saves_dir saving_path experiment_dir run_dir out_file tb_dir "
    "model_out output_folder save_model_path save_file predictions pred_path save_as default_root_dir results "
    "predictions_file prediction_file weights_out export_path model_output snapshot_dir expdir workdir outputs "
    "model_save_path model_save_dir result_path results_file output_csv submission outpath save_checkpoint_path "
    "checkpoint_out export_dir output_model_path save_root weights_dir metrics_out metrics_file save_weights out_csv "
    "results_path dir_checkpoint dir_checkpoints dir_ckpt "
    "output_model model_output_path saved_models_dir preds predictions_path checkpoint_save_path",
    "checkpoint": "checkpoint ckpt checkpoint_path ckpt_path checkpoint_file weights weight model_path model_file "
    "weights_path weight_path model_weights load_model load_weights load_checkpoint load load_path pretrained_path "
    "trained_model model_checkpoint weights_file pretrained_weights init_from load_from model_name_or_path restore "
    "saved_model snapshot state_dict load_ckpt modelpath model_in pth model_weights_path restore_file load_dir "
    "checkpoint_name ckpt_file network_pkl model_load_path load_model_path modelfile pretrained_model_path "
    "checkpoint_in restore_path from_checkpoint load_name weight_file model_ckpt model_pth saved_model_path",
    "resume": "resume resume_from resume_from_checkpoint resume_path resume_checkpoint resume_training auto_resume "
    "continue_train continue_training resume_ckpt resume_file resume_weights resume_dir",
    "precision": "precision fp16 bf16 amp half mixed_precision use_amp dtype apex_opt_level opt_level float16 "
    "use_fp16 fp32 tf32 autocast bfloat16 half_precision use_bf16 no_amp",
    "logger": "wandb use_wandb wandb_project wandb_entity wandb_name tensorboard use_tensorboard mlflow neptune comet "
    "report_to no_wandb wandb_mode clearml use_mlflow enable_wandb log_wandb track wandb_log wandb_run_name "
    "use_comet with_tracking push_to_hub wandb_group visdom use_tb tb wandb_project_name wandb_id use_visdom "
    "no_tensorboard tensorboard_dir mlflow_uri mlflow_tracking_uri use_neptune use_clearml log_to_wandb "
    "wandb_project_name disable_wandb",
    "input": "input input_path input_dir input_file image image_path img img_path source text prompt infile in_file "
    "in_path images inputs input_image video video_path query sentence image_file input_folder input_csv sample file "
    "filename imgs input_images image_dir img_dir sentences audio audio_path document wav in_dir input_text test_image",
}  # fmt: skip
_ROLE_OF: dict[str, Role] = {name: role for role, names in _NAMES.items() for name in names.split()}
_PATTERNS: tuple[tuple[str, Role], ...] = (
    (r"(^|_)learning_rate$|(^|_)lr$", "learning_rate"),
    (r"(^|_)batch_?size$", "batch_size"),
    (r"^(num|n|nb|max|total|number_of)_?(train_|training_)?epochs?$|^epochs_(to_train|num|total)$", "epochs"),
    (r"^(num|n|nb|max|total)_?(train_|training_)?(steps|iters?|iterations|updates|timesteps)$", "steps"),
    (r"(^|_)(random_?)?seed$", "seed"),
    (r"(^|_)(num|n)_?(data_?)?workers$", "workers"),
    (r"^resume(_|$)", "resume"),
    (r"(^|_)(ckpt|checkpoint|weights?)(_?(path|file|name|fn))?$", "checkpoint"),
    (r"^(load|restore)_(model|weights?|ckpt|checkpoint|path|from|file|dir)", "checkpoint"),
    (r"^wandb_|^use_(wandb|tensorboard|mlflow)", "logger"),
    (r"^(output|out|save|result|results|export)_?(dir|path|folder|file|root|name|to)?$", "output"),
    (r"^(data|dataset|train|corpus)_?(dir|path|folder|root|file|csv|json|dataset)$", "data"),
    (r"^(input|image|img|source)_?(dir|path|folder|file|image)$", "input"),
)
_HELP: tuple[tuple[str, Role], ...] = (
    (
        r"^(the |initial |base |peak )*learning[ -]rate\b(?! (decay|sched|warm|drop|reduc|step|polic|mult|factor))",
        "learning_rate",
    ),
    (r"\bresume\b.*\b(from|training)\b|\bcontinue (the )?training\b", "resume"),
    (r"\b(path|file) (to|of|with|for) (the |a |your )?(model|trained|pre-?trained|checkpoint|weights)", "checkpoint"),
    (r"\b(trained|saved) (model|weights|checkpoint)\b.*\b(load|evaluate|use|path|file)", "checkpoint"),
    (r"\bcheckpoint to (load|evaluate|use)", "checkpoint"),
    (r"\brandom seed\b|\bseed for\b", "seed"),
    (r"\bnumber of (total |training )?epochs\b|\bepochs to (train|run)\b", "epochs"),
    (r"^(the |training |input |mini-?)*batch[ -]size\b", "batch_size"),
    (
        r"\b(path|folder|directory|root|location) (to|of|for|with|containing) (the |a |your )?(training |input )?data",
        "data",
    ),
    (r"\b(where|directory|folder|path|file) to (save|store|write|put|output)\b", "output"),
    (r"\boutput (dir|folder|path|file)", "output"),
)
_NUMBERS: frozenset[Role] = frozenset({"learning_rate", "batch_size", "epochs", "steps", "seed", "workers"})
_SIDE = re.compile(
    r"(^|_)(decay|sched\w*|warm\w*|gamma|factor|momentum|interval|every|freq|frequency|patience|gap|period|min|final|"
    r"end|mult|policy|start|drop|steps?_size|milestones|anneal\w*|cooldown|reduce|ema|accum\w*|per|offset|eval|test|val|"
    r"valid|validation|log|save|print|display|noise|step)(_|$)"
)
"""Words that make a number one beside the one meant: `warmup_epochs`, `min_lr`, `eval_batch_size`."""


def role_of(
    name: str,
    flags: tuple[str, ...],
    text: str | None,
    kind: ParamType | None,
    *,
    action: Action = "store",
    choices: tuple[JsonValue, ...] | None = None,
) -> Role | None:
    """Return what a param is for; None where neither its name nor its help says.

    Args:
        name: Its name in the code; a dotted one is judged by its last part.
        flags: Its spellings on the command line.
        text: Its help.
        kind: Its type: a number is no folder.
        action: A switch is no number.
        choices: What it can be: a choice of names is no path.
    """
    names = [_plain(name.rpartition(".")[2]), *(_plain(flag) for flag in flags if flag.startswith("--"))]
    for candidate in names:
        role = _by_name(candidate)
        if role and _fits(role, kind, action, choices):
            return role
    if text and not any(_SIDE.search(candidate) for candidate in names):
        for pattern, role in _HELP:
            if re.search(pattern, text.strip().lower()[:300]) and _fits(role, kind, action, choices):
                return role
    return None


def _by_name(name: str) -> Role | None:
    if name in _ROLE_OF:
        return _ROLE_OF[name]
    for pattern, role in _PATTERNS:
        if re.search(pattern, name) and not (role in _NUMBERS and _SIDE.search(name)):
            return role
    return None


def _plain(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.rpartition(".")[2]).lower()
    return re.sub(r"[^a-z0-9]+", "_", spaced).strip("_")


def _fits(role: Role, kind: ParamType | None, action: Action, choices: tuple[JsonValue, ...] | None) -> bool:
    if role in _NUMBERS:
        switch = action in {"store_true", "store_false", "boolean_optional", "store_const"}
        return not switch and kind not in {"bool", "path", "json"}
    if kind in {"int", "float"}:
        return role in {"device", "precision", "resume"}
    if kind == "bool" or action in {"store_true", "store_false", "boolean_optional"}:
        return role in {"device", "precision", "resume", "logger"}
    return not (choices and role in {"data", "input", "output", "checkpoint"})
