using System.Globalization;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>Random routes over small pools, and how the specification reads what they refer to.</summary>
internal static class RouteCases
{
    public const string Group = "gateway.networking.k8s.io";

    private static readonly string[] Kinds = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"];

    /// <summary>A policy with a gateway that Istio deploys beside the usual one.</summary>
    public static EgressPolicy Policy { get; } = EgressPolicy.Default with
    {
        Name = "two gateways",
        Mesh = new() { EgressGateways = [new(), new() { Service = "out-istio", Namespace = "egress" }] },
    };

    public static JsonObject Route(Pick pick, JsonArray rules) => new()
    {
        ["apiVersion"] = Group + "/v1",
        ["kind"] = pick.One(Kinds),
        ["metadata"] = new JsonObject { ["name"] = "route", ["namespace"] = pick.One("shop", "shop", "shop", "payments", "egress") },
        ["spec"] = new JsonObject { ["parentRefs"] = Parents(pick), ["rules"] = rules },
    };

    public static JsonArray Parents(Pick pick)
    {
        var parents = new JsonArray();
        for (var count = pick.Number(0, 2); count > 0; count--)
        {
            var parent = Reference(
                pick,
                (null, null), (Group, "Gateway"), (null, "ListenerSet"), ("gateway.networking.x-k8s.io", "XListenerSet"),
                ("networking.istio.io", "ServiceEntry"), ("", "Service"), ("", "Service"), (null, "Service"),
                ("networking.istio.io", "Gateway"));
            parent["name"] = pick.One("reviews", "istio-egressgateway", "out", "out-istio");
            pick.Maybe(parent, "namespace", "shop", "payments", "istio-system", "egress");
            parents.Add(parent);
        }

        return parents;
    }

    public static JsonObject Backend(Pick pick)
    {
        var backend = Reference(
            pick,
            (null, null), (null, null), ("", "Service"), (null, "Service"), ("networking.istio.io", "Hostname"), ("", "Hostname"),
            ("networking.istio.io", "Service"), ("gateway.networking.x-k8s.io", "XBackend"), ("multicluster.x-k8s.io", "ServiceImport"),
            ("inference.networking.k8s.io", "InferencePool"), (null, "Backend"));
        backend["name"] = pick.One(
            "reviews", "istio-egressgateway", "out", "out-istio", "api.example.com", "reviews.shop.svc.cluster.local",
            "istio-egressgateway.istio-system.svc.cluster.local", "api.svc.example.com");
        pick.Maybe(backend, "namespace", "shop", "payments", "istio-system", "egress");
        backend["port"] = 80;
        return backend;
    }

    public static bool IsMesh(JsonNode parent) => IsService(parent) || IsServiceEntry(parent);

    public static bool IsService(JsonNode parent) => OracleCase.Text(parent["group"]) is "" && OracleCase.Text(parent["kind"]) == "Service";

    public static bool IsServiceEntry(JsonNode parent) =>
        OracleCase.Text(parent["group"]) == "networking.istio.io" && OracleCase.Text(parent["kind"]) == "ServiceEntry";

    public static bool IsListenerSet(JsonNode parent) =>
        (GroupOf(parent) == Group && OracleCase.Text(parent["kind"]) == "ListenerSet")
        || (GroupOf(parent) == "gateway.networking.x-k8s.io" && OracleCase.Text(parent["kind"]) == "XListenerSet");

    public static bool IsGateway(JsonNode parent) =>
        GroupOf(parent) == Group && (OracleCase.Text(parent["kind"]) ?? "Gateway") == "Gateway";

    public static bool IsEgressGateway(JsonNode parent, string own) => IsGateway(parent)
        && FullName(parent, own) is "istio-system/istio-egressgateway" or "egress/out" or "egress/out-istio";

    /// <summary>KG-1 and KG-2: a ServiceEntry, or a Service that is somebody else's.</summary>
    public static bool IsForeign(JsonNode parent, string own) =>
        IsServiceEntry(parent) || (IsService(parent) && (!FullName(parent, own).StartsWith(own + "/", StringComparison.Ordinal)
            || FullName(parent, own) is "istio-system/istio-egressgateway" or "egress/out-istio"));

    public static bool IsEgressService(JsonNode backend, string own) => BackendKind(backend) switch
    {
        "/Service" => FullName(backend, own) is "istio-system/istio-egressgateway" or "egress/out-istio",
        "networking.istio.io/Hostname" => OracleCase.Text(backend["name"]) == "istio-egressgateway.istio-system.svc.cluster.local",
        _ => false,
    };

    public static bool IsSameService(JsonNode parent, JsonNode backend, string own) =>
        IsService(parent) && BackendKind(backend) == "/Service" && FullName(parent, own) == FullName(backend, own);

    /// <summary>KG-3: what can be outside the cluster.</summary>
    public static bool IsExternal(JsonNode backend) => BackendKind(backend) switch
    {
        "/Service" or "multicluster.x-k8s.io/ServiceImport" or "inference.networking.k8s.io/InferencePool" => false,
        "networking.istio.io/Hostname" => !new[] { "cluster", "clusterset" }.Any(
            domain => OracleCase.Text(backend["name"])!.EndsWith($".svc.{domain}.local", StringComparison.Ordinal)),
        _ => true,
    };

    public static string Own(JsonObject route) => OracleCase.Text(route["metadata"]!["namespace"])!;

    /// <summary>Every item of a list with its pointer.</summary>
    public static IEnumerable<(JsonNode Node, string Pointer)> Items(JsonNode? parent, string member, string pointer) =>
        parent?[member] is JsonArray items
            ? items.Select((item, i) => (item!, string.Create(CultureInfo.InvariantCulture, $"{pointer}/{member}/{i}")))
            : [];

    public static IEnumerable<(JsonNode Node, string Pointer)> Backends(JsonObject route) =>
        Items(route["spec"], "rules", "/spec").SelectMany(rule => Items(rule.Node, "backendRefs", rule.Pointer));

    public static IReadOnlyList<JsonNode> ParentsOf(JsonObject route) =>
        [.. Items(route["spec"], "parentRefs", "/spec").Select(item => item.Node)];

    private static JsonObject Reference(Pick pick, params ReadOnlySpan<(string? Group, string? Kind)> pool)
    {
        var (group, kind) = pick.One(pool);
        var reference = new JsonObject();
        if (group is not null)
        {
            reference["group"] = group;
        }

        if (kind is not null)
        {
            reference["kind"] = kind;
        }

        return reference;
    }

    private static string GroupOf(JsonNode parent) => OracleCase.Text(parent["group"]) ?? Group;

    private static string BackendKind(JsonNode backend) =>
        (OracleCase.Text(backend["group"]) ?? "") + "/" + (OracleCase.Text(backend["kind"]) ?? "Service");

    private static string FullName(JsonNode reference, string own) =>
        (OracleCase.Text(reference["namespace"]) ?? own) + "/" + OracleCase.Text(reference["name"]);
}
