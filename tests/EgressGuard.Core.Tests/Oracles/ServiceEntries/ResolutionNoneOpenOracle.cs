namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG103 from SE-R1b, SE-R1c and 2.6; absent is NONE (A4).</summary>
internal sealed class ResolutionNoneOpenOracle : MeshLegOracle
{
    public override string Rule => "EG103";

    protected override bool IsConcerned(string? resolution) => resolution is null or "NONE";

    protected override string? Resolution(Pick pick) => pick.One(null, "NONE", "NONE", "NONE", "DNS", "DYNAMIC_DNS");
}
