using System.Globalization;
using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG411: hosts that attach from every namespace and are broader than so many labels.</summary>
internal sealed class GatewayHostsTooBroadOracle : RuleOracle
{
    public override string Rule => "EG411";

    public override OracleCase Generate(Pick pick) => GatewayCases.Gateway(pick, Server);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        foreach (var (server, pointer) in GatewayCases.Servers(@case))
        {
            var hosts = server["hosts"]!.AsArray();
            for (var i = 0; i < hosts.Count; i++)
            {
                if (IsTooBroad((string)hosts[i]!, @case.Policy.ServiceEntries.MinimumWildcardLabels))
                {
                    yield return string.Create(CultureInfo.InvariantCulture, $"{pointer}/hosts/{i}");
                }
            }
        }
    }

    private static JsonObject Server(Pick pick) => new()
    {
        ["hosts"] = Pick.List(pick.Some(3, "", "*/", "./", "shop/", "/", "*/")
            .Select(prefix => prefix + pick.One(
                "api.example.com", "a.b.c.d", "*.a.b.example.com", "*.example.com",
                "*.EXAMPLE.com.", "*x.example.com", "*.com", "*", "*."))),
    };

    private static bool IsTooBroad(string host, int labels)
    {
        var slash = host.IndexOf('/', StringComparison.Ordinal);
        var space = slash < 0 ? "*" : host[..slash];
        var name = host[(slash + 1)..];
        if (space is not ("*" or "") || !name.StartsWith('*'))
        {
            return false;
        }

        // The first label is the one with the star.
        var written = name.Split('.').Count(label => label.Length > 0);
        return written - 1 < labels;
    }
}
