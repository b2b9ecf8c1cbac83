using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG115 from SE-15; absent and null are NONE (A4, A5), and 0 is absent.</summary>
internal sealed class PortChangedOnTheWayOracle : EntryOracle
{
    public override string Rule => "EG115";

    public override OracleCase Generate(Pick pick)
    {
        var ports = new JsonArray();
        for (var count = pick.Number(0, 3); count > 0; count--)
        {
            var port = new JsonObject { ["number"] = pick.One(80, 443, 0) };
            if (pick.Chance(70))
            {
                port["targetPort"] = pick.One<int?>(80, 443, 22, 0, null);
            }

            ports.Add(port);
        }

        var spec = new JsonObject { ["ports"] = ports };
        if (pick.Chance(80))
        {
            spec["resolution"] = pick.One("NONE", "NONE", "DNS", "STATIC", "DYNAMIC_DNS", "DNS_ROUND_ROBIN", null);
        }

        return new OracleCase(Entry(pick, spec));
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (OracleCase.Text(Spec(@case, "resolution")) is not (null or "NONE") || IsPlatform(@case))
        {
            yield break;
        }

        foreach (var (pointer, port) in Places(@case, "ports"))
        {
            var target = port["targetPort"] is { } written ? (int)written : 0;
            if (target > 0 && target != (int)port["number"]!)
            {
                yield return pointer + "/targetPort";
            }
        }
    }
}
