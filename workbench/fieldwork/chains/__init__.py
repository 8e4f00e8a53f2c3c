"""What a chain of stages holds and lacks: the parts of the cluster map and of the capacity count.

`chain` says which stages feed which, `network`, `gaps`, `dependence` and `diagram` look at actors
and links, `potential`, `ranges` and `money` at what the chain can produce; `examples` makes the
dairy cluster with planted gaps.
"""
