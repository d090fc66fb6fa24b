"""An instruction that no compiler finds in a loop: the marked ones of sixteen are moved together (AVX-512)."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core.cgutils import get_or_insert_function
from numba.core.registry import cpu_target
from numba.extending import intrinsic

from simulate.engine.arrays.state import MARKS

IDS, FLAGS = ir.VectorType(ir.IntType(32), MARKS), ir.VectorType(ir.IntType(1), MARKS)
COMPRESS = f"llvm.experimental.vector.compress.v{MARKS}i32"


def moved_together(context: Any, mark: Any, at: Any, first: Any, slots: Any, count: Any) -> Any:
    """Signature and code of ``put_marked``."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        marks, at, first, slots, count = arguments

        def place(array: Any, kind: Any, index: Any, vector: Any) -> Any:
            start = context.make_array(kind)(context, builder, value=array).data
            return builder.bitcast(builder.gep(start, [index]), vector.as_pointer())

        bytes_ = ir.VectorType(ir.IntType(8), MARKS)
        flags = builder.icmp_unsigned(
            "!=", builder.load(place(marks, signature.args[0], at, bytes_), align=1), ir.Constant(bytes_, [0] * MARKS)
        )
        none = ir.Constant(IDS, ir.Undefined)
        lowest = builder.insert_element(none, builder.trunc(builder.add(first, at), IDS.element), ir.IntType(32)(0))
        ids = builder.add(
            builder.shuffle_vector(lowest, none, ir.Constant(IDS, [0] * MARKS)), ir.Constant(IDS, list(range(MARKS)))
        )
        compress = get_or_insert_function(builder.module, ir.FunctionType(IDS, [IDS, FLAGS, IDS]), COMPRESS)
        together = builder.call(compress, [ids, flags, none])
        builder.store(together, place(slots, signature.args[3], count, IDS), align=4)
        marked = builder.ctpop(builder.bitcast(flags, ir.IntType(MARKS)))
        return builder.add(count, builder.zext(marked, count.type))

    return types.int64(mark, types.int64, types.int64, slots, types.int64), code


put_marked: Any = intrinsic(moved_together)
"""``put_marked(mark, at, first, slots, count)`` writes ``first + at + k`` for the marked ones of ``mark[at + k]``, k <
MARKS, to ``slots`` from ``count`` on and returns the new count.  Behind them up to MARKS entries are overwritten.

Processors without the instruction are given others that do the same, one by one.
"""


def has_instruction() -> bool:
    """Whether the processor that code is compiled for moves them together."""
    return "+avx512f" in cpu_target.target_context.codegen().magic_tuple()[2]
