using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>SE-13, NS-4, WE-4, SVC-6, AMB-3.</summary>
internal sealed class WaypointDetachedOracle : RuleOracle
{
    private const string Use = "istio.io/use-waypoint";
    private const string Labels = "/metadata/labels/istio.io~1use-waypoint";

    private static readonly EgressPolicy[] Policies =
    [
        EgressPolicy.Default,
        EgressPolicy.Default with { Name = "ambient", Mesh = new() { DataplaneModes = [DataplaneMode.Ambient] } },
        EgressPolicy.Default with { Name = "list", Gateways = new() { AllowedWaypoints = ["egress/waypoint", "shop/next"] } },
    ];

    public override string Rule => "EG701";

    public override OracleCase Generate(Pick pick)
    {
        var kind = pick.One("ServiceEntry", "Namespace", "Namespace", "WorkloadEntry", "Service");
        var name = kind == "Namespace" ? pick.One("shop", "egress", "istio-system") : "api";
        return new OracleCase(Object(pick, kind, name))
        {
            OldObject = pick.Chance(50) ? Object(pick, kind, name) : null,
            Policy = pick.One(Policies),
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var kind = OracleCase.Text(@case.Object["kind"]);
        var metadata = @case.Object["metadata"]!;
        var own = OracleCase.Text(metadata[kind == "Namespace" ? "name" : "namespace"])!;
        var label = Label(metadata, Use);
        if (own == "istio-system")
        {
            yield break;
        }

        if (kind == "Service")
        {
            if (@case.Policy.Name == "ambient" && label is "none" or "None" or "")
            {
                yield return Labels;
            }

            yield break;
        }

        if (Problem(label, Label(metadata, Use + "-namespace"), own, @case.Policy) is { } problem)
        {
            yield return problem;
        }
        else if (kind == "Namespace" && @case.OldObject is { } old && Change(old["metadata"]!, metadata, own, @case.Policy) is { } change)
        {
            yield return change;
        }

        foreach (var canary in Canary(metadata, own, @case.Policy))
        {
            yield return canary;
        }
    }

    private static string? Problem(string? label, string? @namespace, string own, EgressPolicy policy) => label switch
    {
        null => null,
        "" or "none" or "None" => Labels,
        _ when @namespace is "" => Labels + "-namespace",
        _ => policy.Name == "list" && (@namespace ?? own) + "/" + label is not ("egress/waypoint" or "shop/next") ? Labels : null,
    };

    private static string? Change(JsonNode old, JsonNode now, string own, EgressPolicy policy)
    {
        var (before, after) = (Label(old, Use), Label(now, Use));
        if (before is null or "" or "none" or "None")
        {
            return null;
        }

        if (after is null)
        {
            return Labels;
        }

        // What is left here is a waypoint without a fault of its own: where there is a list, one of the list.
        var moved = (Label(old, Use + "-namespace") ?? own) != (Label(now, Use + "-namespace") ?? own);
        return policy.Name == "list" ? null : before != after ? Labels : moved ? Labels + "-namespace" : null;
    }

    private static IEnumerable<string> Canary(JsonNode metadata, string own, EgressPolicy policy)
    {
        var canary = Label(metadata, Use + "-canary");
        var @namespace = Label(metadata, Use + "-canary-namespace");
        if (canary is "" or "none"
            || (canary is not null && policy.Name == "list" && (@namespace ?? own) + "/" + canary is "egress/waypoint" or "shop/next"))
        {
            yield break;
        }

        if (canary is not null)
        {
            yield return Labels + "-canary";
        }

        if (@namespace is not null)
        {
            yield return Labels + "-canary-namespace";
        }

        if (metadata["annotations"]?[Use + "-canary-weight"] is not null)
        {
            yield return "/metadata/annotations/istio.io~1use-waypoint-canary-weight";
        }
    }

    private static JsonObject Object(Pick pick, string kind, string name)
    {
        var labels = new JsonObject();
        pick.Maybe(labels, Use, "none", "None", "", "waypoint", "waypoint", "waypoint", "next");
        pick.Maybe(labels, Use + "-namespace", "egress", "egress", "");
        if (pick.Chance(25))
        {
            pick.Maybe(labels, Use + "-canary", "none", "None", "", "waypoint", "next");
            pick.Maybe(labels, Use + "-canary-namespace", "egress", "shop");
        }

        var metadata = new JsonObject { ["name"] = name, ["labels"] = labels };
        if (pick.Chance(10))
        {
            metadata["annotations"] = new JsonObject { [Use + "-canary-weight"] = pick.One("50", "") };
        }

        if (kind != "Namespace")
        {
            metadata["namespace"] = "shop";
        }

        return new JsonObject
        {
            ["apiVersion"] = kind is "Namespace" or "Service" ? "v1" : "networking.istio.io/v1",
            ["kind"] = kind,
            ["metadata"] = metadata,
            ["spec"] = new JsonObject(),
        };
    }

    private static string? Label(JsonNode metadata, string key) => OracleCase.Text(metadata["labels"]?[key]);
}
