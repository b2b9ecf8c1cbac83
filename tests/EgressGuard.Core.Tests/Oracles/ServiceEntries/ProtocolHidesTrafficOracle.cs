using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG112 from SE-10 and the first column of 2.6.</summary>
internal sealed class ProtocolHidesTrafficOracle : EntryOracle
{
    public override string Rule => "EG112";

    public override OracleCase Generate(Pick pick)
    {
        var ports = new JsonArray();
        for (var count = pick.Number(0, 3); count > 0; count--)
        {
            var port = new JsonObject { ["number"] = pick.One(80, 443, 8443, 8080) };
            pick.Maybe(
                port, "protocol", "TCP", "tcp", "", "HTTP", "Http2", "GRPC", "grpc-web", "HTTP_PROXY", "HTTPS", "https", "TLS", "Tls",
                "UDP", "udp", "MONGO", "Redis", "MySQL", "QUIC", "HTTP3");
            if (pick.Chance(20))
            {
                port["targetPort"] = pick.One(80, 443);
            }

            ports.Add(port);
        }

        var spec = new JsonObject { ["ports"] = ports, ["addresses"] = Pick.List(pick.Some(1, "203.0.113.10")) };
        return new OracleCase(Entry(pick, spec));
    }

    // Addresses make it milder, not right.
    public override IEnumerable<string> Violations(OracleCase @case) => IsPlatform(@case)
        ? []
        : Places(@case, "ports")
            .Where(place => IsWrong((int)place.Item["number"]!, OracleCase.Text(place.Item["protocol"]) ?? ""))
            .Select(place => place.Pointer + "/protocol");

    private static bool IsWrong(int number, string protocol)
    {
        var kind = protocol.ToUpperInvariant();
        var isHttp = kind is "HTTP" or "HTTP2" or "GRPC" or "GRPC-WEB" or "HTTP_PROXY";
        var isTls = kind is "HTTPS" or "TLS";
        return number switch
        {
            80 => !isHttp && kind != "UDP",
            443 => !isTls && kind != "UDP",
            _ => false,
        };
    }
}
