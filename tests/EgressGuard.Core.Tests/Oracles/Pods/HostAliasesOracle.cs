using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>PS-17: names for addresses outside the pod. Which address is what is written down here, not computed.</summary>
internal sealed class HostAliasesOracle : TemplateOracle
{
    public override string Rule => "EG320";

    private static readonly string[] Elsewhere =
        ["203.0.113.10", "10.0.0.1", "::2", "127.1", "127.0.0.1/8", "0.0.0.0", "", "128.0.0.1", "127.0.0.01"];

    private static readonly string[] Loopback = ["127.0.0.1", "127.0.1.1", "127.255.255.255", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"];

    public override OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject();
        if (pick.Chance(90))
        {
            var aliases = new JsonArray();
            for (var count = pick.Number(0, 3); count > 0; count--)
            {
                var alias = new JsonObject();
                pick.Maybe(alias, "ip", [.. Loopback, .. Loopback, .. Elsewhere]);
                if (pick.Chance(90))
                {
                    alias["hostnames"] = Pick.List(pick.Some(2, "api.example.com", "localhost"));
                }

                aliases.Add(alias);
            }

            spec["hostAliases"] = aliases;
        }

        return new OracleCase(Wrap(pick, [], spec));
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var aliases = pod.Spec["hostAliases"] as JsonArray ?? [];
        for (var i = 0; i < aliases.Count; i++)
        {
            var ip = OracleCase.Text(aliases[i]!["ip"]);
            if (aliases[i]!["hostnames"] is JsonArray { Count: > 0 } && !Loopback.Contains(ip))
            {
                yield return FormattableString.Invariant($"/spec/hostAliases/{i}") + (ip is null ? "" : "/ip");
            }
        }
    }
}
