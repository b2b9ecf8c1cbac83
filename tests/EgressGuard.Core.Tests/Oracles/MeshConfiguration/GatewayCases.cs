using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>What the oracles of Gateways and their neighbours share: policies, Gateways, and the plain questions about both.</summary>
internal static class GatewayCases
{
    private static readonly EgressPolicy TwoGateways = EgressPolicy.Default with
    {
        Mesh = EgressPolicy.Default.Mesh with
        {
            Revisions = ["1-26", "1-27"],
            EgressGateways =
            [
                new() { Service = "a", Namespace = "egress-a", Selector = Labels(("istio", "egress"), ("zone", "a")) },
                new() { Service = "b", Namespace = "egress-b", Selector = Labels(("app", "egress-b")) },
            ],
        },
        Gateways = new GatewaySettings { AllowedNamespaces = ["edge"] },
        ServiceEntries = EgressPolicy.Default.ServiceEntries with { MinimumWildcardLabels = 3 },
    };

    public static EgressPolicy Policy(Pick pick) => pick.Chance(50) ? EgressPolicy.Default : TwoGateways;

    public static string Namespace(Pick pick) => pick.One("shop", "payments", "edge", "istio-system", "egress-a", "egress-b");

    public static OracleCase Gateway(Pick pick, Func<Pick, JsonObject> server)
    {
        var spec = new JsonObject { ["servers"] = new JsonArray([.. pick.Some(3, 0).Select(_ => (JsonNode)server(pick))]) };
        if (Selector(pick) is { } selector)
        {
            spec["selector"] = selector;
        }

        return new OracleCase(Object("networking.istio.io/v1", "Gateway", Namespace(pick), spec)) { Policy = Policy(pick) };
    }

    public static JsonObject Object(string apiVersion, string kind, string @namespace, JsonObject? spec)
    {
        var metadata = kind == "Namespace"
            ? new JsonObject { ["name"] = @namespace }
            : new JsonObject { ["name"] = "web", ["namespace"] = @namespace };
        var created = new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = metadata };
        if (spec is not null)
        {
            created["spec"] = spec;
        }

        return created;
    }

    public static JsonObject? Selector(Pick pick) => pick.Number(0, 11) switch
    {
        0 => null,
        1 => [],
        2 => new JsonObject { ["istio"] = "ingressgateway" },
        3 => new JsonObject { ["istio"] = "egress", ["zone"] = pick.One("a", "b") },
        4 => new JsonObject { ["app"] = pick.One("egress-b", "other"), ["istio"] = "egressgateway" },
        5 => new JsonObject { ["zone"] = null },
        6 => new JsonObject { ["app"] = pick.One("egress-b", "a", "b", "istio-egressgateway") },
        7 => new JsonObject { [pick.One("istio.io/rev", "topology.istio.io/cluster", "topology.kubernetes.io/region", "topology")] = "default" },
        8 => new JsonObject { [pick.One("app.kubernetes.io/name", "service.istio.io/canonical-name")] = pick.One("a", "istio-egressgateway", "web") },
        _ => new JsonObject { ["istio"] = "egressgateway" },
    };

    /// <summary>Section 2.4: an empty selector, or one that says nothing else of an egress gateway's pods than the policy, and
    /// something.</summary>
    public static bool IsOnEgressGateway(OracleCase @case)
    {
        if (IsForEveryGateway(@case))
        {
            return true;
        }

        var selector = SelectorOf(@case)!;

        foreach (var egress in @case.Policy.Mesh.EgressGateways)
        {
            var common = selector.Where(label => egress.Selector.ContainsKey(label.Key)).ToList();
            var isNamed = new[] { "app", "app.kubernetes.io/name", "service.istio.io/canonical-name" }
                .Any(key => OracleCase.Text(selector[key]) == egress.Service && !egress.Selector.ContainsKey(key));
            if ((isNamed || common.Count > 0) && common.All(label => (OracleCase.Text(label.Value) ?? "") == egress.Selector[label.Key]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>GW-2: no label that tells gateways apart.</summary>
    public static bool IsForEveryGateway(OracleCase @case) => (SelectorOf(@case) ?? []).All(label =>
        new[] { "istio.io/rev", "topology.istio.io/cluster", "topology.kubernetes.io/region" }.Contains(label.Key));

    public static JsonObject? SelectorOf(OracleCase @case) => @case.Object["spec"]?["selector"] as JsonObject;

    public static string NamespaceOf(OracleCase @case) => OracleCase.Text(@case.Object["metadata"]?["namespace"]) ?? "";

    /// <summary>The namespace of the platform or of an egress gateway; a Namespace counts as itself.</summary>
    public static bool IsPlatform(OracleCase @case)
    {
        var isNamespace = OracleCase.Text(@case.Object["kind"]) == "Namespace";
        var home = isNamespace ? OracleCase.Text(@case.Object["metadata"]!["name"])! : NamespaceOf(@case);
        return @case.Policy.PlatformNamespaces.Contains(home) || @case.Policy.Mesh.EgressGateways.Any(egress => egress.Namespace == home);
    }

    /// <summary>The servers of a Gateway that is on an egress gateway, each with its pointer.</summary>
    public static IEnumerable<(JsonObject Server, string Pointer)> Servers(OracleCase @case) =>
        !IsOnEgressGateway(@case)
            ? []
            : @case.Object["spec"]!["servers"]!.AsArray()
                .Select((server, i) => (server!.AsObject(), string.Create(CultureInfo.InvariantCulture, $"/spec/servers/{i}")));

    private static ImmutableSortedDictionary<string, string> Labels(params ReadOnlySpan<(string Key, string Value)> labels)
    {
        var all = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in labels)
        {
            all = all.Add(key, value);
        }

        return all;
    }
}
