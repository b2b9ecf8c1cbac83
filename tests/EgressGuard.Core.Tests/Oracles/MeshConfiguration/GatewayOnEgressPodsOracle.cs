namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG409: a selector that is not empty and picks egress gateway pods, in a namespace that is not listed.</summary>
internal sealed class GatewayOnEgressPodsOracle : RuleOracle
{
    public override string Rule => "EG409";

    public override OracleCase Generate(Pick pick) => GatewayCases.Gateway(pick, _ => []);

    public override IEnumerable<string> Violations(OracleCase @case) =>
        !GatewayCases.IsPlatform(@case)
        && !@case.Policy.Gateways.AllowedNamespaces.Contains(GatewayCases.NamespaceOf(@case))
        && GatewayCases.SelectorOf(@case) is { Count: > 0 }
        && GatewayCases.IsOnEgressGateway(@case)
            ? ["/spec/selector"]
            : [];
}
