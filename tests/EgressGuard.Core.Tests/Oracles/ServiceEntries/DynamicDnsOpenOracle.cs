namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG111 from SE-9 and 2.6.</summary>
internal sealed class DynamicDnsOpenOracle : MeshLegOracle
{
    public override string Rule => "EG111";

    protected override bool IsConcerned(string? resolution) => resolution == "DYNAMIC_DNS";

    protected override string? Resolution(Pick pick) =>
        pick.Chance(70) ? "DYNAMIC_DNS" : pick.One(null, "NONE", "DNS");
}
