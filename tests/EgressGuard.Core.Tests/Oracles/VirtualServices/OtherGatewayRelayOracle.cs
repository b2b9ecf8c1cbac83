namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>An external destination at a gateway that is no egress gateway (VS-10).</summary>
internal sealed class OtherGatewayRelayOracle : ExternalLegOracle
{
    public override string Rule => "EG210";

    private protected override IReadOnlyList<string> Lists => ["route", "mirror", "mirrors"];

    private protected override bool Counts(HashSet<string> at, OracleCase @case) =>
        at.Any(gateway => gateway != "mesh" && Bindings.IsEgress(gateway, @case) == false);
}
