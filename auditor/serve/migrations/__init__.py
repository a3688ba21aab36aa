"""Migrations of the desk's own tables; the glossary's are in `auditor.glossary.migrations`."""
