using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG416: configuration for a revision that is not in use.</summary>
internal sealed class InactiveRevisionOracle : RuleOracle
{
    public override string Rule => "EG416";

    public override OracleCase Generate(Pick pick)
    {
        var (apiVersion, kind) = pick.One(
            ("networking.istio.io/v1", "ServiceEntry"), ("networking.istio.io/v1", "VirtualService"), ("networking.istio.io/v1", "Gateway"),
            ("networking.istio.io/v1", "DestinationRule"), ("networking.istio.io/v1", "Sidecar"),
            ("security.istio.io/v1", "AuthorizationPolicy"));
        var created = GatewayCases.Object(apiVersion, kind, GatewayCases.Namespace(pick), []);
        var labels = new JsonObject();
        pick.Maybe(labels, "istio.io/rev", "default", "1-26", "1-27", "ghost", "", "Default");
        created["metadata"]!["labels"] = labels;
        created["metadata"]!["annotations"] = new JsonObject { ["istio.io/rev"] = "ghost" };
        return new OracleCase(created) { Policy = GatewayCases.Policy(pick) };
    }

    public override IEnumerable<string> Violations(OracleCase @case) =>
        !GatewayCases.IsPlatform(@case)
        && OracleCase.Text(@case.Object["metadata"]!["labels"]!["istio.io/rev"]) is { } revision
        && !@case.Policy.Mesh.Revisions.Contains(revision)
            ? ["/metadata/labels/istio.io~1rev"]
            : [];
}
