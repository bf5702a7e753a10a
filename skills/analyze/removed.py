"""Uses of things that today's versions of libraries no longer have, and the version that still has them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.repo import Place
from skills.analyze.module import Module, per_module

_TENSORFLOW_1 = (
    "placeholder Session InteractiveSession global_variables_initializer get_variable app contrib flags layers "
    "random_normal truncated_normal ConfigProto reset_default_graph"
).replace(" ", "|")
_ATTRIBUTES: tuple[tuple[str, str], ...] = (
    (
        rf"^tensorflow\.({_TENSORFLOW_1}|summary\.(FileWriter|merge_all))\b",
        "TensorFlow 1 is used; version 2 has no `{name}`. It needs `tensorflow<2` (Python 3.7 or older) or a port.",
    ),
    (
        r"^numpy\.(float|int|bool|object|str|complex|long|unicode)$",
        "`{name}` was removed in NumPy 1.24. It needs `numpy<1.24`.",
    ),
    (
        r"^numpy\.(NaN|Inf|float_|unicode_|product|cumproduct|alltrue|sometrue|string_|Infinity|in1d|trapz|row_stack)$",
        "`{name}` was removed in NumPy 2. It needs `numpy<2`.",
    ),
    (
        r"^scipy\.misc\.(imread|imsave|imresize|toimage|imshow|factorial|comb|logsumexp)$",
        "`{name}` was removed from SciPy. It needs `scipy<1.2`.",
    ),
    (
        r"^collections\.(Mapping|MutableMapping|Iterable|Sequence|Callable|Hashable|Sized|Container)$",
        "`{name}` was removed in Python 3.10. It needs Python 3.9 or older, or a small change.",
    ),
    (r"^inspect\.getargspec$", "`{name}` was removed in Python 3.11. It needs Python 3.10 or older."),
    (
        r"^torch\.(symeig|qr_|lstsq|eig|gels|btrifact|potrf|solve)$",
        "`{name}` was removed in PyTorch 1.13 or before. It needs an older torch.",
    ),
    (r"^pandas\.(Int64Index|Float64Index|Panel|datetime)$", "`{name}` was removed in pandas 2. It needs `pandas<2`."),
    (r"^sklearn\.datasets\.load_boston$", "`{name}` was removed in scikit-learn 1.2. It needs `scikit-learn<1.2`."),
    (r"^PIL\.Image\.ANTIALIAS$", "`{name}` was removed in Pillow 10. It needs `pillow<10`."),
)
_MODULES: tuple[tuple[str, str], ...] = (
    (
        r"^tensorflow\.(contrib|examples\.tutorials)",
        "`{name}` is gone since TensorFlow 2. It needs `tensorflow<2` (Python 3.7 or older).",
    ),
    (
        r"^sklearn\.(externals|cross_validation|grid_search|preprocessing\.imputation)\b",
        "`{name}` is gone from scikit-learn. It needs `scikit-learn<0.20`.",
    ),
    (r"^torch\._six\b", "`torch._six` is gone since PyTorch 2. It needs `torch<2`."),
    (r"^torchtext\.(legacy|data\.Field)", "`{name}` is gone from torchtext. It needs `torchtext<0.12`."),
    (
        r"^(keras\.utils\.np_utils|keras\.layers\.merge|keras\.objectives|keras\.layers\.convolutional)\b",
        "`{name}` is gone from Keras. It needs an older Keras (`keras<2.4`).",
    ),
    (
        r"^(theano|lasagne|pylearn2|caffe|caffe2|chainer|mxnet|cntk|paddle\.fluid|tflearn)(\.|$)",
        "`{name}` is a framework that is no longer kept up, or is not on the package index.",
    ),
    (
        r"^(cPickle|ConfigParser|urllib2|Queue|StringIO|cStringIO|commands|HTMLParser|__builtin__|Tkinter|httplib)$",
        "`{name}` is a module of Python 2. It needs a port or Python 2.7.",
    ),
    (
        r"^(imp|asyncore|asynchat|distutils)(\.|$)",
        "`{name}` was removed in Python 3.12. It needs Python 3.11 or older.",
    ),
    (
        r"^fvcore\.common\.file_io\.g_pathmgr$|^pytorch_lightning\.metrics\b",
        "`{name}` is gone. It needs an older version of its library.",
    ),
)


@dataclass(frozen=True)
class RemovedUse:
    """A use of something that is gone."""

    says: str
    place: Place
    subject: str
    """The same for everything that went with one release."""


@per_module
def removed_uses(module: Module) -> list[RemovedUse]:
    """Return what a module uses that is gone from today's libraries, the first use of each subject."""
    found: dict[str, RemovedUse] = {}
    for use in (*_imports(module), *_attributes(module)):
        found.setdefault(use.subject, use)
    return list(found.values())


def _imports(module: Module) -> Iterator[RemovedUse]:
    guarded = {
        id(node)
        for statement in module.nodes
        if isinstance(statement, ast.Try)
        for part in (*statement.body, *(item for handler in statement.handlers for item in handler.body))
        for node in ast.walk(part)
    }
    for item in module.imports:
        if item.level or id(item.node) in guarded:
            continue
        dotted = f"{item.module}.{item.name}" if item.name else item.module
        for pattern, says in _MODULES:
            if re.search(pattern, item.module) or re.search(pattern, dotted):
                yield RemovedUse(says.format(name=item.module), module.place(item.node), says)
        yield from _matching(dotted, module, item.node)


def _attributes(module: Module) -> Iterator[RemovedUse]:
    if not any(name in module.text for name in ("tf", "tensorflow", "np", "numpy", "scipy", "collections", "inspect",
                                                "torch", "pd", "pandas", "Image")):  # fmt: skip
        return
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            dotted = _dotted(node, module)
            if dotted and "compat.v1" not in dotted:
                yield from _matching(dotted, module, node)


def _matching(dotted: str, module: Module, node: ast.AST) -> Iterator[RemovedUse]:
    for pattern, says in _ATTRIBUTES:
        if re.search(pattern, dotted):
            yield RemovedUse(says.format(name=dotted), module.place(node), says)


def _dotted(node: ast.Attribute, module: Module) -> str | None:
    parts = [node.attr]
    target = node.value
    while isinstance(target, ast.Attribute):
        parts.append(target.attr)
        target = target.value
    if not isinstance(target, ast.Name):
        return None
    first = module.aliases.get(target.id)
    if first is None:
        imported = any(item.module.partition(".")[0] == target.id and not item.name for item in module.imports)
        first = target.id if imported else None
    return ".".join((first, *reversed(parts))) if first else None
