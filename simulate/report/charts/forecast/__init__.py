"""Charts of forecasts.

Imports: ``report.base``, ``forecast`` and the rooms below them.
Add: a file with a function of its name, and a method in ``report.charts.plots``.
"""
