using EgressGuard.Core.Tests.Oracles.VirtualServices;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>A listener without redirection, or a forward proxy (SC-4, SC-5).</summary>
internal sealed class SidecarListenerOracle : RuleOracle
{
    public override string Rule => "EG408";

    public override OracleCase Generate(Pick pick) => SidecarCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        foreach (var (index, listener) in Names.Objects(@case.Object["spec"]?["egress"]))
        {
            if (!Names.IsAtHomeOnThePlatform(@case) && OracleCase.Text(listener["captureMode"]) == "NONE")
            {
                yield return $"/spec/egress/{index}/captureMode";
            }

            if (!Names.IsAtHomeOnThePlatform(@case) && OracleCase.Text(listener["port"]?["protocol"])?.ToUpperInvariant() == "HTTP_PROXY")
            {
                yield return $"/spec/egress/{index}/port/protocol";
            }
        }
    }
}
