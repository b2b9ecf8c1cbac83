// Nearly all of these tests wait for something most of the time, each for a process of its own.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
