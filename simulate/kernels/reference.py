"""Named tuples of arrays, handed to compiled code as one address.

Numba passes a tuple by value: a kernel takes a city's state apart into some hundreds of numbers, and every phase is
compiled with all of them.  ``by_reference`` writes them down once, a 64-bit word each, and kernels take
where they stand; ``reference.field`` reads as before.  What a tuple holds (addresses and shapes of arrays) never changes
while a kernel runs, and the compiler is told so, so that it keeps them at hand in a loop.

Words of a field: a number or a truth value one, an array its address, its shape and its strides, a tuple its fields'.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba import typeof, types
from numba.core.datamodel import models
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, register_model, unbox

Fields = TypeVar("Fields", bound=tuple[Any, ...])
WORD = ir.IntType(64)
NUMBERS = types.int64, types.uint64, types.float64, types.boolean


class Reference(types.Type):
    """Where the words of a named tuple of type ``of`` stand."""

    def __init__(self, of: Any) -> None:
        self.of = of
        digest = hashlib.sha256(of.name.encode()).hexdigest()[:12]
        super().__init__(f"reference({of.instance_class.__name__}-{digest})")


class Stored:
    """The words of a named tuple, and the tuple itself, so that its arrays stay where they are."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        self._numba_type_ = Reference(kind_of(values))  # the name by which numba asks an object for its type
        self.values = values
        self.words = np.concatenate(list(words_of(values)))
        self.address = self.words.ctypes.data

    def __getattr__(self, name: str) -> Any:
        return getattr(self.values, name)

    def __repr__(self) -> str:
        return f"<{type(self.values).__name__} by reference: {self.words.size} words>"


def by_reference(values: Fields) -> Fields:
    """A named tuple as kernels take it: they and Python read from it and write to its arrays as if it were the tuple.

    Raises ``TypeError`` for a field that is neither an array, a number of 64 bits, a truth value nor such a tuple.
    """
    return cast(Fields, Stored(values))


def kind_of(value: Any) -> Any:
    """The type that compiled code knows something by."""
    return typeof(value)


def words_of(value: Any) -> Iterator[np.ndarray]:
    """The words of one field."""
    if isinstance(value, tuple):
        for field in value:
            yield from words_of(field)
    elif isinstance(value, np.ndarray):
        yield np.array([value.ctypes.data, *value.shape, *value.strides], dtype=np.int64)
    elif typeof(value) in NUMBERS:
        yield np.array([value], dtype=np.int64 if isinstance(value, (bool, np.bool_)) else None).view(np.int64)
    else:
        raise TypeError(f"{value!r} is no array, number of 64 bits or tuple of them")


def size_of(field: Any) -> int:
    """Number of words of a field of this type."""
    if isinstance(field, types.BaseNamedTuple):
        sizes: list[int] = [size_of(inner) for inner in field.types]
        return sum(sizes)
    return 1 + 2 * field.ndim if isinstance(field, types.Array) else 1


@register_model(Reference)
class ReferenceModel(models.PrimitiveModel):
    """A reference in machine code: the address of what it refers to."""

    def __init__(self, manager: Any, reference: Reference) -> None:
        super().__init__(manager, reference, WORD.as_pointer())


@unbox(Reference)
def take_address(reference: Reference, stored: Any, context: Any) -> Any:
    """Code that asks Python where the words stand."""
    attribute = context.pyapi.object_getattr_string(stored, "address")
    address = context.builder.inttoptr(context.pyapi.long_as_ulonglong(attribute), WORD.as_pointer())
    context.pyapi.decref(attribute)
    return NativeValue(address)


@infer_getattr
class ReferenceAttributes(AttributeTemplate):
    """The fields; a tuple inside a tuple is again a reference."""

    key = Reference

    def generic_resolve(self, reference: Reference, name: str) -> types.Type | None:
        """Type of ``reference.name``, None where there is no such field."""
        if name not in reference.of.fields:
            return None
        field = reference.of.types[reference.of.fields.index(name)]
        return Reference(field) if isinstance(field, types.BaseNamedTuple) else field


@lower_getattr_generic(Reference)
def read_field(context: Any, builder: Any, reference: Reference, address: Any, name: str) -> Any:
    """Code that reads one field."""
    place = reference.of.fields.index(name)
    field, first = reference.of.types[place], sum(size_of(before) for before in reference.of.types[:place])
    if isinstance(field, types.BaseNamedTuple):
        return builder.gep(address, [WORD(first)], inbounds=True)
    if isinstance(field, types.Array):
        return read_array(context, builder, field, address, first)
    if field == types.boolean:
        return builder.icmp_unsigned("!=", read_word(builder, address, first), WORD(0))
    return read_word(builder, address, first, context.get_value_type(field))


def read_word(builder: Any, address: Any, place: int, kind: Any = WORD) -> Any:
    """One word, marked as never changing."""
    where = builder.gep(address, [WORD(place)], inbounds=True)
    word = builder.load(builder.bitcast(where, kind.as_pointer()))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


def read_array(context: Any, builder: Any, array: Any, address: Any, first: int) -> Any:
    """An array; contiguous ones get by without their strides, and none is counted: inner kernels allocate nothing."""
    model = context.data_model_manager[array]
    data = read_word(builder, address, first, context.get_data_type(array.dtype).as_pointer())
    shape = [read_word(builder, address, first + 1 + axis) for axis in range(array.ndim)]
    item = WORD(context.get_abi_sizeof(context.get_data_type(array.dtype)))
    if array.layout == "C":
        strides = [item]
        for length in shape[:0:-1]:
            strides.insert(0, builder.mul(strides[0], length))
    else:
        strides = [read_word(builder, address, first + 1 + array.ndim + axis) for axis in range(array.ndim)]
    items = shape[0]
    for length in shape[1:]:
        items = builder.mul(items, length)
    whole = ir.Constant(model.get_value_type(), None)
    for name, value in (("nitems", items), ("itemsize", item), ("data", data)):
        whole = model.set(builder, whole, value, name)
    for name, values in (("shape", shape), ("strides", strides)):
        for axis, value in enumerate(values):
            whole = builder.insert_value(whole, value, [model.get_field_position(name), axis])
    return whole
