using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>
/// EG409: a selector that is not empty and picks egress gateway pods, in a namespace that is not listed; with nobody listed only where a
/// host is open to routes of other namespaces.
/// </summary>
internal sealed class GatewayOnEgressPodsOracle : RuleOracle
{
    public override string Rule => "EG409";

    public override OracleCase Generate(Pick pick) => GatewayCases.Gateway(pick, static pick => new JsonObject
    {
        ["port"] = new JsonObject { ["number"] = 443, ["name"] = "tls", ["protocol"] = "TLS" },
        ["hosts"] = Pick.List(pick.Some(2, "./a.example.com", "a.example.com", "*/a.example.com", "shop/a.example.com", "payments/*", "*", "../x")),
    });

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var home = GatewayCases.NamespaceOf(@case);
        var listed = @case.Policy.Gateways.AllowedNamespaces;
        if (GatewayCases.IsPlatform(@case) || listed.Contains(home)
            || GatewayCases.IsForEveryGateway(@case) || !GatewayCases.IsOnEgressGateway(@case))
        {
            return [];
        }

        var hosts = @case.Object["spec"]!["servers"]!.AsArray().SelectMany(server => server!["hosts"]!.AsArray()).Select(host => (string)host!);
        return listed.Length > 0 || hosts.Any(host => host.Split('/')[0] != "." && host.Split('/')[0] != home) ? ["/spec/selector"] : [];
    }
}
