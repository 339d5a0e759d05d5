// Tests here cut, freeze and kill under load, and measure how soon all is well again: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
