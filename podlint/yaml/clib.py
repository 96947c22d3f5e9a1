"""ruamel.yaml's C parser without ruamel.yaml: it loads in a tenth of the time that the whole package takes.

The C parser asks the package for nothing but the classes of its events, its nodes and its errors. What it would load
only for the names of errors stands aside until an error is made; the package itself is loaded when somebody else uses
it. Where anything of it is otherwise than expected, it is imported as anybody would.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any

_PACKAGE = "ruamel.yaml"
_NAMES = ("_ruamel_yaml", "ruamel.yaml.clib._ruamel_yaml")
_ASIDE = tuple(
    f"{_PACKAGE}.{name}"
    for name in ("reader", "scanner", "parser", "composer", "constructor", "emitter", "serializer", "representer")
)


class _Later(ModuleType):
    """A package that is loaded when something in it is asked for; modules in it can be imported before."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.__class__ = ModuleType  # type: ignore[assignment]
        spec = self.__spec__
        assert spec is not None and spec.loader is not None
        spec.loader.exec_module(self)
        return getattr(self, name)


class _Errors(ModuleType):
    """Stands for a module while the C parser takes the names of errors from it."""

    def __getattr__(self, name: str) -> Any:
        if not name.endswith("Error"):
            raise AttributeError(name)
        module = self.__name__

        def error(*arguments: Any) -> Any:
            return getattr(import_module(module), name)(*arguments)

        return error


def c_parser() -> tuple[Any, ModuleType | None]:
    """The class of the C parser and its module; None for both where it is not installed."""
    if _PACKAGE not in sys.modules and (found := _alone()) is not None:
        return found.CParser, found
    for name in _NAMES:
        try:
            module = import_module(name)
        except ImportError:
            continue
        return module.CParser, module
    return None, None


def _alone() -> ModuleType | None:
    """The module of the C parser, with the package and the modules of errors aside; None where that fails."""
    try:
        above = import_module(_PACKAGE.partition(".")[0])
    except ImportError:
        return None
    spec = PathFinder.find_spec(_PACKAGE, above.__path__)
    if spec is None or spec.loader is None or spec.submodule_search_locations is None:
        return None
    package = _Later(_PACKAGE)
    package.__spec__, package.__loader__, package.__file__ = spec, spec.loader, spec.origin
    package.__path__, package.__package__ = spec.submodule_search_locations, _PACKAGE
    sys.modules[_PACKAGE] = package
    setattr(above, _PACKAGE.rpartition(".")[2], package)
    aside = {name: _Errors(name) for name in _ASIDE}
    sys.modules.update(aside)
    try:
        return import_module(_NAMES[0])
    except Exception:  # of another form than expected: as if nothing had been tried
        for name in [name for name in sys.modules if name.startswith((f"{_PACKAGE}.", *_NAMES))]:
            del sys.modules[name]
        del sys.modules[_PACKAGE]
        delattr(above, _PACKAGE.rpartition(".")[2])
        return None
    finally:
        for name, module in aside.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
