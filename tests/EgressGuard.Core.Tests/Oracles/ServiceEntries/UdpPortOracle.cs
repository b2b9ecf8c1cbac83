using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG114 from SE-14.</summary>
internal sealed class UdpPortOracle : EntryOracle
{
    public override string Rule => "EG114";

    public override OracleCase Generate(Pick pick)
    {
        var ports = new JsonArray();
        for (var count = pick.Number(0, 3); count > 0; count--)
        {
            var port = new JsonObject { ["number"] = pick.One(53, 443), ["name"] = pick.One("udp", "tls") };
            pick.Maybe(port, "protocol", "UDP", "udp", "uDp", "TCP", "TLS", "", "UDP ", "UD", "DTLS");
            ports.Add(port);
        }

        return new OracleCase(Entry(pick, new JsonObject { ["ports"] = ports }));
    }

    public override IEnumerable<string> Violations(OracleCase @case) => IsPlatform(@case)
        ? []
        : Places(@case, "ports")
            .Where(place => OracleCase.Text(place.Item["protocol"]) is { Length: 3 } written
                && (written[0], written[1], written[2]) is ('u' or 'U', 'd' or 'D', 'p' or 'P'))
            .Select(place => place.Pointer + "/protocol");
}
