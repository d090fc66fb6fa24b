"""What analyses share: results, pairing of draws, expressions, drivers, kept answers.

Imports: ``calibration`` and the rooms below it, and no other analysis.
Add: what two analyses need.
"""
