using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>A host that is rewritten into another external one (VS-12).</summary>
internal sealed class RewrittenHostOracle : RuleOracle
{
    public override string Rule => "EG208";

    public override OracleCase Generate(Pick pick) => VirtualServiceCases.Generate(pick);

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (Names.IsAtHomeOnThePlatform(@case) || !Bindings.ConcernEgress(@case))
        {
            yield break;
        }

        foreach (var (i, route) in Names.Objects(@case.Object["spec"]!["http"]))
        {
            if (IsForeign(route["rewrite"]?["authority"], @case))
            {
                yield return $"/spec/http/{i}/rewrite/authority";
            }

            foreach (var header in Headers(route, $"/spec/http/{i}", @case))
            {
                yield return header;
            }

            foreach (var (j, destination) in Names.Objects(route["route"]))
            {
                foreach (var header in Headers(destination, $"/spec/http/{i}/route/{j}", @case))
                {
                    yield return header;
                }
            }
        }
    }

    private static IEnumerable<string> Headers(JsonObject owner, string pointer, OracleCase @case) =>
        from list in new[] { "set", "add" }
        from header in owner["headers"]?["request"]?[list] as JsonObject ?? []
        where header.Key.ToUpperInvariant() is "HOST" or ":AUTHORITY" && IsForeign(header.Value, @case)
        select $"{pointer}/headers/request/{list}/{header.Key}";

    private static bool IsForeign(JsonNode? value, OracleCase @case)
    {
        var written = OracleCase.Text(value) ?? "";
        var parts = written.Split(':');
        var (home, domain) = (Bindings.Home(@case.Object), @case.Policy.Mesh.ClusterDomain);
        var host = Names.Full(parts.Length == 2 ? parts[0] : written, home, domain);
        return host.Length > 0
            && !Names.IsInCluster(host, domain)
            && Names.Strings(@case.Object["spec"]!["hosts"]).TrueForAll(own => !Names.Covers(Names.Full(own, home, domain), host));
    }
}
