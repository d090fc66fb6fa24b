"""The outside view: of comparable programmes elsewhere, how much of what was announced came true.

``programmes`` reads the figures, ``regression`` learns from them, ``view`` draws for a programme, and ``leave_out`` tries
it on families of programmes that it has not seen. Statistics alone: nothing of the engine, the plan or a scenario.

Imports: calibration and the rooms below it.
Add: a programme to the folder of figures; what is known of one beforehand to ``programmes.WORDS``.
"""
