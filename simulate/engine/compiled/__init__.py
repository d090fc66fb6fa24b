"""The compiled engine: start, growth and entry, projects, applications, rounds, awards.

Imports: ``engine.ledger``, ``engine.arrays``, ``engine.inputs`` and the rooms below them.
Add: a phase to ``draw``, in the order of ``engine.inputs.schedule``.
"""
