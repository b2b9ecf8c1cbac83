namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>An external destination at a gateway that is no egress gateway (VS-10), whichever of the two arrives last.</summary>
internal sealed class OtherGatewayRelayOracle : ExternalLegOracle
{
    public override string Rule => "EG210";

    private protected override IReadOnlyList<string> Lists => ["route", "mirror", "mirrors"];

    public override IEnumerable<string> Violations(OracleCase @case) =>
        LateGateway.IsSubject(@case) ? LateGateway.Violations(@case, base.Violations) : base.Violations(@case);

    private protected override bool Counts(HashSet<string> at, OracleCase @case) =>
        at.Any(gateway => gateway != "mesh" && Bindings.IsEgress(gateway, @case) == false);

    private protected override OracleCase With(OracleCase @case, Pick pick) => LateGateway.Sometimes(@case, pick);
}
