namespace EgressGuard.Robustness.Faults;

/// <summary>Attacks with very many connections, one after the other: each counts what the machine holds for it.</summary>
[CollectionDefinition(nameof(NetworkFaults))]
public sealed class NetworkFaults;
