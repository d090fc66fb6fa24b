"""Kernels handed to another kernel by their addresses, so that each is compiled, and kept, by itself."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import numba.experimental.function_type  # noqa: F401  (how numba knows the type of a pointer, whatever it compiles first)
from numba import types

Kinds = Mapping[str, Any]
"""Types of the tuples that a kernel takes, by the names that stand in its annotations."""


def arguments_of(kernel: Any, kinds: Kinds) -> tuple[Any, ...]:
    """Types of a kernel's arguments: whole numbers but for the tuples."""
    names = [parameter.annotation for parameter in inspect.signature(kernel.py_func).parameters.values()]
    return tuple(kinds.get(name, types.int64) for name in names)


class Pointer(types.WrapperAddressProtocol):
    """Where a kernel stands that is compiled for tuples of these types; a kernel that takes it calls it as a function."""

    def __init__(self, kernel: Any, kinds: Kinds) -> None:
        self._kernel = kernel
        self._arguments = arguments_of(kernel, kinds)

    def __call__(self, *arguments: Any) -> None:
        """What compiled code does where it calls the pointer."""
        self._kernel(*arguments)

    def __wrapper_address__(self) -> int:
        self._kernel.compile(self._arguments)
        compiled = self._kernel.overloads[self._arguments]
        return int(compiled.library.get_pointer_to_function(compiled.fndesc.llvm_cfunc_wrapper_name))

    def signature(self) -> Any:
        """Numba's signature of the function pointed to: types of its arguments; it returns nothing."""
        return types.void(*self._arguments)
