using EgressGuard.Core.Tests.Oracles.VirtualServices;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>A public rule for a host of others (DR-5, SE-X1).</summary>
internal sealed class UnscopedDestinationRuleOracle : RuleOracle
{
    public override string Rule => "EG404";

    public override OracleCase Generate(Pick pick) => DestinationRuleCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var isOthers = DestinationRuleCases.Host(@case) is { } host
            && !Names.IsOfNamespace(host, Bindings.Home(@case.Object), @case.Policy.Mesh.ClusterDomain);
        return isOthers && !Names.IsAtHomeOnThePlatform(@case) && @case.Object["spec"]!["workloadSelector"] is null
            ? Exports.Faults(@case)
            : [];
    }
}
