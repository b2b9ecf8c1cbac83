namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>A destination outside the cluster in a route that sidecars apply (VS-1, VS-3, VS-4, VS-5).</summary>
internal sealed class DirectRouteOracle : MeshLegOracle
{
    public override string Rule => "EG201";

    private protected override IReadOnlyList<string> Lists => ["route"];
}
