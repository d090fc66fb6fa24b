"""Words, and how wide they are: the vocabulary of outputs in every language.

Imports: foundation.
Add: a term to the vocabulary, with its unit and its words.
"""
