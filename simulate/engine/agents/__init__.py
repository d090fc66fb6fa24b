"""The Mesa engine: firms and a treasury as agents; the readable reference.

Imports: ``engine.ledger``, ``engine.arrays``, ``engine.inputs`` and the rooms below them.
Add: the call of a rule where the agent decides, on the same keyed number as the compiled engine.
"""
