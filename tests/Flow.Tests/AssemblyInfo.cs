// A system is five processes: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
