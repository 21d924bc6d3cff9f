"""The knowledge in force that a spreadsheet is compared with, and its changes since an export."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.entries import AnyRecord, Knowledge


@dataclass(frozen=True, kw_only=True, slots=True)
class InForce:
    """The knowledge that an import is compared with.

    `revisions` has the number of the last change of each record, archived ones included; `earlier` has records as
    they were at revisions that rows name.
    """

    knowledge: Knowledge
    revisions: Mapping[str, int]
    archived: frozenset[str] = frozenset()
    earlier: Mapping[int, AnyRecord] = field(default_factory=dict)
