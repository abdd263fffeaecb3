"""Documents: what a learner draws, in CloudFormation's names.

Parse with `parse_document`, look for problems with `check_document`, read it typed through `Architecture`,
change it with `edit`, and see its lines with `wires`. What services see of a document is in `simulator.resources`.
"""

from simulator.document.architecture import Architecture
from simulator.document.diff import Change, diff
from simulator.document.edit import EditResult, edit
from simulator.document.relations import owners, wires
from simulator.document.schema import Document, Resource, parse_document
from simulator.document.validate import check_document, read_properties, read_resources

__all__ = [
    "Architecture",
    "Change",
    "Document",
    "EditResult",
    "Resource",
    "check_document",
    "diff",
    "edit",
    "owners",
    "parse_document",
    "read_properties",
    "read_resources",
    "wires",
]
