namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>A VirtualService for external hosts that is public, or says so in a way that Istio refuses (1.4, SE-X1).</summary>
internal sealed class UnscopedExportOracle : RuleOracle
{
    public override string Rule => "EG202";

    public override OracleCase Generate(Pick pick) => LateGateway.Sometimes(VirtualServiceCases.Generate(pick), pick);

    public override IEnumerable<string> Violations(OracleCase @case) =>
        LateGateway.IsSubject(@case) ? LateGateway.Violations(@case, Faults) : Faults(@case);

    private static IEnumerable<string> Faults(OracleCase @case) =>
        Names.IsAtHomeOnThePlatform(@case) || !Bindings.ConcernEgress(@case) ? [] : Exports.Faults(@case);
}
