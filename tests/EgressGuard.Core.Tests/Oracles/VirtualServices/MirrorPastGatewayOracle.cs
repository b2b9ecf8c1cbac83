namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>A mirror outside the cluster in a route that sidecars apply (VS-2).</summary>
internal sealed class MirrorPastGatewayOracle : MeshLegOracle
{
    public override string Rule => "EG203";

    private protected override IReadOnlyList<string> Lists => ["mirror", "mirrors"];
}
