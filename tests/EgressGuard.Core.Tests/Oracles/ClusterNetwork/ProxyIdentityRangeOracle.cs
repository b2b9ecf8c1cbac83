using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.ClusterNetwork;

internal sealed class ProxyIdentityRangeOracle : RuleOracle
{
    public override string Rule => "EG502";

    public override OracleCase Generate(Pick pick)
    {
        var name = pick.One("shop", "shop", "kube-system");
        return new OracleCase(Make(pick, name)) { OldObject = pick.Chance(70) ? Make(pick, name) : null };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if ((string)@case.Object["metadata"]!["name"]! == "kube-system" || @case.Object["metadata"]!["annotations"] is not JsonObject now)
        {
            yield break;
        }

        var before = @case.OldObject?["metadata"]!["annotations"] as JsonObject ?? [];
        foreach (var name in new[] { "sa.scc.uid-range", "sa.scc.supplemental-groups" })
        {
            var key = "openshift.io/" + name;
            var isNew = @case.OldObject is null && now.ContainsKey(key);
            var isChanged = now.ContainsKey(key) && before.ContainsKey(key) && ((string?)now[key] ?? "") != ((string?)before[key] ?? "");
            if (isNew || isChanged)
            {
                yield return "/metadata/annotations/openshift.io~1" + name;
            }
        }
    }

    private static JsonObject Make(Pick pick, string name)
    {
        var annotations = new JsonObject();
        foreach (var key in new[] { "openshift.io/sa.scc.uid-range", "openshift.io/sa.scc.supplemental-groups", "openshift.io/sa.scc.mcs" })
        {
            if (pick.Chance(40))
            {
                annotations[key] = pick.One("1000620000/10000", "1000620000/10000", "1000/10", "", null);
            }
        }

        var metadata = new JsonObject { ["name"] = name };
        if (pick.Chance(90))
        {
            metadata["annotations"] = annotations;
        }

        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = metadata };
    }
}
