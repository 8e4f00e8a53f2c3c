"""What does a register of firms say: rows beyond memory, added up to a study."""

from workbench.data.firms.aggregating import Aggregation, aggregate
from workbench.data.firms.disclosure import Disclosure
from workbench.data.firms.size import EU_SIZE_CLASSES, size_limits

__all__ = ["EU_SIZE_CLASSES", "Aggregation", "Disclosure", "aggregate", "size_limits"]
