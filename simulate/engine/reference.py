"""Named tuples of arrays, passed from one phase of a kernel to the next as one address.

Numba passes a tuple by value: a phase that takes the state of a city takes some hundreds of numbers, each call writes
them out and every phase is compiled with all of them.  ``by_reference`` stores a tuple once, at the start of a kernel,
and hands on where it stands; ``reference.field`` reads as before.  What a tuple holds (addresses and shapes of arrays)
never changes while a kernel runs, and the compiler is told so, so that it keeps them at hand in a loop.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeVar

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic, register_model

Fields = TypeVar("Fields", bound=tuple[Any, ...])
META, PARENT = 0, 1  # members of an array that only counting of references needs: kernels that allocate nothing do not


class Reference(types.Type):
    """Where a named tuple of type ``of`` stands."""

    def __init__(self, of: Any) -> None:
        self.of = of
        digest = hashlib.sha256(of.name.encode()).hexdigest()[:12]
        super().__init__(f"reference({of.instance_class.__name__}-{digest})")


@register_model(Reference)
class ReferenceModel(models.PrimitiveModel):
    """An address."""

    def __init__(self, manager: Any, of_reference: Reference) -> None:
        stored = manager.lookup(of_reference.of).get_data_type()
        super().__init__(manager, of_reference, stored.as_pointer())


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
    field = reference.of.types[place]
    where = cgutils.gep_inbounds(builder, address, 0, place)
    if isinstance(field, types.BaseNamedTuple):
        return where
    skipped = (META, PARENT) if isinstance(field, types.Array) else ()
    model = context.data_model_manager[field]
    return model.from_data(builder, read_parts(builder, where, model.get_data_type(), skipped))


def read_parts(builder: Any, where: Any, kind: Any, skipped: tuple[int, ...] = ()) -> Any:
    """What stands at an address, number by number, each marked as never changing."""
    if not isinstance(kind, (ir.LiteralStructType, ir.ArrayType)):
        number = builder.load(where)
        number.set_metadata("invariant.load", builder.module.add_metadata([]))
        return number
    whole = ir.Constant(kind, None)
    for place in range(len(kind)):
        if place not in skipped:
            inner = kind.elements[place] if isinstance(kind, ir.LiteralStructType) else kind.element
            part = read_parts(builder, cgutils.gep_inbounds(builder, where, 0, place), inner)
            whole = builder.insert_value(whole, part, place)
    return whole


if TYPE_CHECKING:

    def by_reference(values: Fields) -> Fields:
        """The tuple, stored in the calling kernel's frame and read where it stands."""

else:

    @intrinsic
    def by_reference(typing_context: Any, values: types.BaseNamedTuple) -> Any:
        """The tuple, stored in the calling kernel's frame and read where it stands."""

        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            model = context.data_model_manager[values]
            address = cgutils.alloca_once(builder, model.get_data_type())
            builder.store(model.as_data(builder, arguments[0]), address)
            same = ir.FunctionType(address.type, [address.type])
            # hidden from the optimiser: what is marked as never changing must not be read before it is stored
            return builder.asm(same, "", "=r,0,~{memory}", [address], side_effect=True)

        return Reference(values)(values), code
