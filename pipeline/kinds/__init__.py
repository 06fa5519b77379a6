"""Document kinds: folders with a kind.toml and the templates that people edit.

Nothing here knows how a figure is computed; a figure is only its term, its shape and its fields.
"""

from pipeline.kinds.declaration import Computed, Kind, KindFile, Provided, load_kinds, read_kind
from pipeline.kinds.names import (
    compile_template,
    names_for,
    own_templates,
    provides,
    template_path,
    unknown_names,
    unused_figures,
)

__all__ = [
    "Computed",
    "Kind",
    "KindFile",
    "Provided",
    "compile_template",
    "load_kinds",
    "names_for",
    "own_templates",
    "provides",
    "read_kind",
    "template_path",
    "unknown_names",
    "unused_figures",
]
