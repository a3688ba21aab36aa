"""Facts about languages: pure functions of text and tag, no input or output but the shipped tables."""
