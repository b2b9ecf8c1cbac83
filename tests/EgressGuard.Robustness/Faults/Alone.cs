namespace EgressGuard.Robustness.Faults;

/// <summary>Tests that need both cores: what they flood the webhook with takes long enough as it is.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
