"""Files that a scenario refers to."""

ATTACHMENTS = {"posterior": "posterior.nc", "observed": "observed.csv", "evaluate": "evaluate.csv"}
"""By key the name under which a run folder keeps each."""
