"""Complete the programs of a repository: what each reads, writes, imports and says, and which params live."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from contracts.repo import EntryPoint
from skills.analyze.config_files import with_config_params
from skills.analyze.entries import Program
from skills.analyze.examples import example_values
from skills.analyze.file_uses import file_uses, with_roles
from skills.analyze.flows import Flows
from skills.analyze.imports import outside_imports
from skills.analyze.joins import kind_by_joins
from skills.analyze.live_params import with_liveness
from skills.analyze.metric_prints import metric_prints
from skills.analyze.module import Module
from skills.analyze.modules import Modules


@dataclass
class Completion:
    """Completes programs, and remembers what documents give to their params."""

    modules: Modules
    examples: dict[str, dict[str, str]] = field(default_factory=dict)

    def completed(self, program: Program) -> Program:
        """Return a program with everything that its sources say."""
        entry = program.entry
        self.examples[entry.name] = dict(example_values(entry.params, program.started.documented))
        flows = self._flows(program)
        reads, writes = file_uses(flows, entry.kind)
        params = with_config_params(entry, self.modules.tree, reads, program.started.documented)
        facts = {
            "imports": outside_imports(self.modules, self.modules.by_path[entry.path]),
            "reads": reads,
            "writes": writes,
            "params": with_liveness(program, with_roles(params, entry.kind, reads, writes)),
            "metrics": metric_prints(program.closure),
        }
        return replace(program, entry=entry.model_copy(update=facts))

    def by_joins(self, program: Program, trains: Sequence[EntryPoint]) -> Program | None:
        """Return a program whose kind only the files it shares with a training tell; None where they do not."""
        entry = program.entry
        self.examples[entry.name] = dict(example_values(entry.params, program.started.documented))
        reads, writes = file_uses(self._flows(program), "prepare")
        candidate = entry.model_copy(update={"reads": reads, "writes": writes})
        found = kind_by_joins(candidate, trains, self.examples)
        if found is None:
            return None
        kind, evidence = found
        judged = entry.model_copy(update={"kind": kind, "confidence": 0.5, "evidence": (evidence,)})
        return self.completed(replace(program, entry=judged))

    def _flows(self, program: Program) -> Flows:
        entry = program.entry
        names = frozenset(param.name for param in entry.params if param.binding != "constant")
        tops = names if entry.framework == "overrides" else frozenset()
        commands = _commands(self.modules.by_path[entry.path], names)
        words = tuple(param.name for param in entry.params if param.positional and entry.framework == "sys.argv")
        return Flows(program.closure, names, commands, tops, entry.cwd, words)


def _commands(module: Module, names: frozenset[str]) -> frozenset[str]:
    """Return the functions whose own arguments are params of the command line, as click and typer have them."""
    functions = [node for node in module.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return frozenset(
        function.name
        for function in functions
        if function.decorator_list or {argument.arg for argument in function.args.args} >= names
    )
