"""How parts of a kernel are compiled: into plain code that is made fast once, with the kernel as a whole.

Numba compiles every function by itself before it is linked into its callers, where it is optimised and turned into
machine code again, level by level.  Parts are called by compiled code alone, so nobody needs machine code of their own:
leaving it out halves the time that compiling the rules takes, and changes no number.
"""

from __future__ import annotations

from typing import Any, NoReturn

from numba.core.codegen import CPUCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder, _LowerResult
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering


class PartLibrary(CPUCodeLibrary):
    """Code of a part, as yet neither optimised nor turned into machine code."""

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        """The kernel's library does this."""

    def _finalize_final_module(self) -> None:
        self._finalized = True


class Entry(dict[object, NoReturn]):
    """What stands where Python would enter a part."""

    def __missing__(self, arguments: object) -> NoReturn:
        raise TypeError("a part of a kernel is called by compiled code only")


@register_pass(mutates_CFG=True, analysis_only=False)
class PartLowering(NativeLowering):
    """Numba's last step, without an executable of the part's own."""

    _name = "part_lowering"

    def run_pass(self, state: Any) -> bool:
        """Translate one part and make it known to its callers."""
        state.library = PartLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        changed: bool = super().run_pass(state)
        lowered, entry = state.cr, Entry().__getitem__
        state.targetctx.insert_user_function(entry, lowered.fndesc, [state.library])
        state.cr = _LowerResult(lowered.fndesc, lowered.call_helper, cfunc=entry, env=lowered.env)
        return changed


class PartCompiler(CompilerBase):
    """Numba's usual steps with ``PartLowering`` as the last."""

    def define_pipelines(self) -> list[Any]:
        """The steps of numba's own compilation, with ``PartLowering`` in the place of its lowering."""
        steps = DefaultPassBuilder.define_nopython_pipeline(self.state)
        place = next(index for index, (step, _) in enumerate(steps.passes) if step is NativeLowering)
        steps.passes[place] = (PartLowering, PartLowering.__doc__)
        steps.finalize()
        return [steps]
