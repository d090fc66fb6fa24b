"""Mutants of every kind of file that people write: each is read, or refused in our own words, never anything else."""
