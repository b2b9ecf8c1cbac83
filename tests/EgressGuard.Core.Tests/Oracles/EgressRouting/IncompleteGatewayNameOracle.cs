using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Oracles.VirtualServices;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>C5: a route that sidecars apply, to a name that is almost the egress gateway's.</summary>
internal sealed class IncompleteGatewayNameOracle : ExternalLegOracle
{
    public override string Rule => "EG904";

    private protected override IReadOnlyList<string> Lists => ["route", "mirror", "mirrors"];

    private protected override bool Counts(HashSet<string> at, OracleCase @case) => at.Contains("mesh");

    private protected override bool Counts(string host, JsonObject root, OracleCase @case)
    {
        var domain = @case.Policy.Mesh.ClusterDomain;
        var isAlmost = @case.Policy.Mesh.EgressGateways.Any(gateway =>
            (host.StartsWith(gateway.Service + ".", StringComparison.Ordinal) && Names.IsInCluster(host, domain))
            || (host + ".").StartsWith($"{gateway.Service}.{gateway.Namespace}.", StringComparison.Ordinal));
        var isForTheOutside = !Names.IsInCluster(host, domain)
            || Names.Strings(root["spec"]!["hosts"]).Exists(dialled => dialled.AsSpan().ContainsAny('.', '*') && !Names.IsInCluster(Names.Plain(dialled), domain));
        return isAlmost && isForTheOutside && !Names.Gateways(@case).Contains(host);
    }
}
