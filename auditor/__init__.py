"""Finds the wrong words in machine-translated text, and says why they are wrong."""

__version__ = "0.1.0"
