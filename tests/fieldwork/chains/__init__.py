"""The parts of the cluster map and of the count of capacity."""
