"""How inner kernels are compiled: into plain code that is made fast once, with the kernel that they are part of.

Numba compiles every function by itself before it is linked into its callers, where it is optimised and turned into
machine code again, level by level.  Inner kernels are called by compiled code alone, so nobody needs machine code of
their own: leaving it out halves the time that compiling the rules takes, and changes no number.

This overrides private methods of numba, whose next version may differ; ``compiling.PLAIN_VARIABLE`` does without.
"""

from __future__ import annotations

from typing import Any, NoReturn

from numba.core.codegen import CPUCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder, _LowerResult
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering


class InnerLibrary(CPUCodeLibrary):
    """Code of an inner kernel, as yet neither optimised nor turned into machine code."""

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        """The kernel's library does this."""

    def _finalize_final_module(self) -> None:
        self._finalized = True


class Entry(dict[object, NoReturn]):
    """What stands where Python would enter an inner kernel."""

    def __missing__(self, arguments: object) -> NoReturn:
        raise TypeError("an inner kernel is called by compiled code only")


@register_pass(mutates_CFG=True, analysis_only=False)
class InnerLowering(NativeLowering):
    """Numba's last step, without an executable of its own."""

    _name = "inner_lowering"

    def run_pass(self, state: Any) -> bool:
        """Translate one inner kernel and make it known to its callers."""
        state.library = InnerLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        changed: bool = super().run_pass(state)
        lowered, entry = state.cr, Entry().__getitem__
        state.targetctx.insert_user_function(entry, lowered.fndesc, [state.library])
        state.cr = _LowerResult(lowered.fndesc, lowered.call_helper, cfunc=entry, env=lowered.env)
        return changed


class InnerKernelCompiler(CompilerBase):
    """Numba's usual steps with ``InnerLowering`` as the last."""

    def define_pipelines(self) -> list[Any]:
        """The steps of numba's own compilation, with ``PartLowering`` in the place of its lowering."""
        steps = DefaultPassBuilder.define_nopython_pipeline(self.state)
        place = next(index for index, (step, _) in enumerate(steps.passes) if step is NativeLowering)
        steps.passes[place] = (InnerLowering, InnerLowering.__doc__)
        steps.finalize()
        return [steps]
