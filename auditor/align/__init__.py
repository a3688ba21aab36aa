"""Stage 3: target segments with what stands for them in the source and in each reference."""

from auditor.align.units import align, pair

__all__ = ["align", "pair"]
