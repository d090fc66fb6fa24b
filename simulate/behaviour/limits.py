"""What the engines can tell apart, each limit once: the engines build on it, and a plan beyond it is refused when read."""

from __future__ import annotations

INSTRUMENTS = 64
"""Instruments of a plan: the titles that a firm holds are the bits of one word."""

SECTORS = 24
"""Sectors of a plan, the digital core's included: bits of a firm's traits (see ``eligibility``), as are the next three."""

REVENUE_THRESHOLDS = 8
"""Different least revenues in the conditions of a plan."""

GROWTH_THRESHOLDS = 4
"""Different least growth rates in the conditions of a plan."""

ATTRIBUTES = 8
"""Attributes of a plan."""

ROUNDS = 12
"""Rounds of an instrument in a year: each has a time of its own in the keys of random numbers."""

TIERS = 8
"""Amounts of an award of a few tiers."""

PLACES = 1_000_000
"""Places, recipients or names on a list a year: recipients outside the table of firms are visited one by one."""

COSTS = 2
"""Costs of an application."""

LARGEST_TOTAL = 2**63 - 1
"""Yuan in the largest sum, that over all draws: what a 64-bit whole number holds."""
