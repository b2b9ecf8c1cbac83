namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>A host with capital letters or a dot at its end (VS-7).</summary>
internal sealed class HostFormOracle : RuleOracle
{
    public override string Rule => "EG207";

    public override OracleCase Generate(Pick pick) => VirtualServiceCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (Names.IsAtHomeOnThePlatform(@case) || !Bindings.ReachEgress(@case))
        {
            return [];
        }

        return Names.Strings(@case.Object["spec"]!["hosts"]).Index()
            .Where(host => host.Item.EndsWith('.') || host.Item.Any(char.IsUpper))
            .Select(host => $"/spec/hosts/{host.Index}");
    }
}
