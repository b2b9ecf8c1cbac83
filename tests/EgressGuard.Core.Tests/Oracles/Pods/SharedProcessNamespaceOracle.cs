using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>PS-12: processes that the containers share.</summary>
internal sealed class SharedProcessNamespaceOracle : TemplateOracle
{
    public override string Rule => "EG318";

    public override OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject();
        foreach (var field in (string[])["shareProcessNamespace", "hostPID", "ShareProcessNamespace"])
        {
            if (pick.Chance(60))
            {
                spec[field] = pick.One(true, false, (bool?)null);
            }
        }

        return new OracleCase(Wrap(pick, [], spec));
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case) =>
        (bool?)pod.Spec["shareProcessNamespace"] == true ? ["/spec/shareProcessNamespace"] : [];
}
