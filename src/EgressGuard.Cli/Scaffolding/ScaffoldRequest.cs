using System.Collections.Immutable;
using EgressGuard.Cli.Scaffolding.Patterns;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Scaffolding;

/// <summary>Which host is to be opened, for whom and how. Every part is valid, so that it can stand in YAML as it is.</summary>
internal sealed record ScaffoldRequest
{
    /// <summary>The host, normalised.</summary>
    public required string Host { get; init; }

    /// <summary>The port of the host to which the gateway connects.</summary>
    public required int Port { get; init; }

    /// <summary>How the traffic goes there.</summary>
    public required ScaffoldPattern Pattern { get; init; }

    /// <summary>The namespace that owns the set.</summary>
    public required string Namespace { get; init; }

    /// <summary>The name that the author chose; null for one made from the host.</summary>
    public string? ChosenName { get; init; }

    /// <summary>The namespaces whose pods may use the host: the own one first, each once.</summary>
    public required ImmutableArray<string> Clients { get; init; }

    /// <summary>The egress gateway.</summary>
    public required EgressGatewaySettings Gateway { get; init; }

    /// <summary>The policy in force.</summary>
    public required EgressPolicy Policy { get; init; }

    /// <summary>The name of objects in the own namespace.</summary>
    public string Name => ChosenName ?? ScaffoldName.Of(Identity);

    /// <summary>
    /// The name of what stands beside objects of other namespaces: subsets, whose rules Istio merges, and objects in namespaces of
    /// others. It begins with the own namespace, which has no dot, so that no two sets share one.
    /// </summary>
    public string SharedName => ScaffoldName.Of($"{Namespace}.{Identity}");

    /// <summary>
    /// The namespace of the Gateway: the own one, unless the policy lists who may have one and leaves it out (EG409).
    /// </summary>
    public string GatewayHome => Policy.Gateways.AllowedNamespaces.IsEmpty
        || Policy.Gateways.AllowedNamespaces.Contains(Namespace)
        || Policy.IsPlatformNamespace(Namespace)
            ? Namespace
            : Gateway.Namespace;

    /// <summary>The name of the Gateway in <see cref="GatewayHome"/>.</summary>
    public string GatewayName => GatewayHome == Namespace ? Name : SharedName;

    /// <summary>What the set is for: a host on 443 is what most are. A last label of digits is in no host, so this is as unique.</summary>
    private string Identity => ChosenName ?? (Port == 443 ? Host : $"{Host}.{Port}");
}
