using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules.Authorization;
using EgressGuard.Core.Rules.ClusterNetwork;
using EgressGuard.Core.Rules.EgressRouting;
using EgressGuard.Core.Rules.GatewayApi;
using EgressGuard.Core.Rules.MeshConfiguration;
using EgressGuard.Core.Rules.Pods;
using EgressGuard.Core.Rules.ServiceEntries;
using EgressGuard.Core.Rules.VirtualServices;

namespace EgressGuard.Core.Rules;

/// <summary>Every rule there is, in the order of the documents. A new rule is added to its family; tests hold the catalogue to its promises.</summary>
public static class RuleCatalog
{
    /// <summary>All rules, ordered by id.</summary>
    public static ImmutableArray<Rule> All { get; } =
    [
        .. ServiceEntriesFamily.Rules,
        .. VirtualServicesFamily.Rules,
        .. PodsFamily.Rules,
        .. MeshConfigurationFamily.Rules,
        .. ClusterNetworkFamily.Rules,
        .. AuthorizationFamily.Rules,
        .. GatewayApiFamily.Rules,
        .. EgressRoutingFamily.Rules,
    ];

    /// <summary>By the kind's number.</summary>
    private static readonly ImmutableArray<Rule>[] ByKind =
        [.. Enum.GetValues<ObjectKind>().Select(kind => All.Where(rule => rule.Info.Kinds.Contains(kind)).ToImmutableArray())];

    /// <summary>The entries of everything that can be found, the reserved ones included, ordered by id.</summary>
    public static ImmutableArray<RuleInfo> Infos { get; } = [.. ReservedRules.All, .. All.Select(rule => rule.Info)];

    /// <summary>The rules that judge objects of this kind, ordered by id.</summary>
    public static ImmutableArray<Rule> For(ObjectKind kind) => ByKind[(int)kind];

    /// <summary>The rule with this id, or null.</summary>
    public static Rule? Find(string id) => All.FirstOrDefault(rule => rule.Info.Id == id);
}
