"""How is a cluster doing: lights that know noise, control limits, networks and milestones."""
