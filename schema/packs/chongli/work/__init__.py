"""The sample's work: generated records of every kind, as if a few weeks had passed.

Nothing in it happened, and nobody in it is real. `drawing` says how things are drawn, `at_doors`,
`in_grids`, `in_compounds` and `in_offices` what is answered, and `generate` where and by whom.
Opinions and household files are left to whoever goes from door to door.
"""

from schema.packs.chongli.work.generating import SampleRecord, generate

__all__ = ["SampleRecord", "generate"]
