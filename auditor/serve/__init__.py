"""The editors' desk: pages and an API to decide on findings and keep the glossary (extra `web`)."""
