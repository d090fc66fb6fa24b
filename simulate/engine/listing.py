"""Compiled engine: marks turned into a list of firms.

A processor with AVX-512 moves the marked ones of sixteen firms together by one instruction, which no compiler finds in
a loop; others take eight marks at a time.  Both give the same list.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.cgutils import get_or_insert_function
from numba.core.registry import cpu_target
from numba.extending import intrinsic

from simulate.compiling import part
from simulate.engine.state import MARKS, Scratch

IDS, FLAGS = ir.VectorType(ir.IntType(32), MARKS), ir.VectorType(ir.IntType(1), MARKS)
COMPRESS = f"llvm.experimental.vector.compress.v{MARKS}i32"


@intrinsic
def put_marked(context: Any, mark: Any, at: Any, first: Any, slots: Any, count: Any) -> Any:
    """Write ``first + at + k`` for the marked ones of ``mark[at + k]``, k < MARKS, to ``slots`` from ``count``; return
    the new count.  Behind them up to MARKS entries of ``slots`` are overwritten.
    """

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


@part
def append_by_vectors(mark: np.ndarray, marks: np.ndarray, first: int, size: int, count: int, slots: np.ndarray) -> int:
    """Append ``first + k`` for the marked ones of ``mark[k]``, k < ``size``, to the ``count`` in ``slots``; return the
    new count.  ``marks`` is the same memory, eight at a time.
    """
    vectors, place = (size + MARKS - 1) // MARKS, np.int64(count)
    for i in range(size, MARKS * vectors):
        mark[i] = 0
    for vector in range(vectors):
        place = put_marked(mark, np.int64(MARKS * vector), np.int64(first), slots, place)
    return place


@part
def append_by_words(mark: np.ndarray, marks: np.ndarray, first: int, size: int, count: int, slots: np.ndarray) -> int:
    """The same, eight marks at a time."""
    words, place = (size + 7) // 8, np.uint64(count)  # unsigned: no index is taken from the end
    for i in range(size, 8 * words):
        mark[i] = 0
    for word in range(words):
        if marks[word] != np.uint64(0):
            for i in range(8 * word, 8 * word + 8):
                slots[place] = first + i
                place += np.uint64(mark[i])
    return np.int64(place)


def moves_together() -> bool:
    """Whether the processor that code is compiled for has the instruction."""
    return "+avx512f" in cpu_target.target_context.codegen().magic_tuple()[2]


append_marked = append_by_vectors if moves_together() else append_by_words


@part
def list_marked(scratch: Scratch, first: int, size: int, count: int) -> int:
    """Append the marked ones of ``size`` firms from ``first`` on to the ``count`` in ``scratch.slots``; their marks
    start at 0.  Returns the new count.
    """
    return append_marked(scratch.mark, scratch.marks, first, size, count, scratch.slots)


@part
def choose_marked(scratch: Scratch, size: int) -> int:
    """Put the places of the marked ones of ``size`` first in ``scratch.chosen``; return how many."""
    return append_marked(scratch.mark, scratch.marks, 0, size, 0, scratch.chosen)
