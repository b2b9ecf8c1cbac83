using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>What the oracles of ServiceEntry rules share: how an entry looks, and how names are compared (2.1, section 7).</summary>
internal abstract class EntryOracle : RuleOracle
{
    /// <summary>The namespace of most entries; <c>istio-system</c> is the platform's.</summary>
    protected const string Own = "shop";

    protected static string AnyNamespace(Pick pick) => pick.Chance(95) ? Own : "istio-system";

    protected static JsonObject Object(string kind, string @namespace, string name, JsonObject spec) => new()
    {
        ["apiVersion"] = "networking.istio.io/v1",
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
        ["spec"] = spec,
    };

    protected static JsonObject Entry(Pick pick, JsonObject spec) => Object("ServiceEntry", AnyNamespace(pick), "entry", spec);

    protected static JsonNode? Spec(OracleCase @case, string member) => @case.Object["spec"]![member];

    protected static string NamespaceOf(JsonObject item) => (string)item["metadata"]!["namespace"]!;

    protected static List<string> Texts(JsonNode? list) => [.. Items(list).Select(item => (string)item!)];

    protected static IEnumerable<JsonNode?> Items(JsonNode? list) => list as JsonArray ?? [];

    /// <summary>The list's members with their places.</summary>
    protected static IEnumerable<(string Pointer, JsonNode Item)> Places(OracleCase @case, string member) =>
        Items(Spec(@case, member)).Select((item, index) => ($"/spec/{member}/{index}", item!));

    /// <summary>Rules leave the platform's namespaces alone.</summary>
    protected static bool IsPlatform(string @namespace, EgressPolicy policy) =>
        policy.PlatformNamespaces.Contains(@namespace) || policy.Mesh.EgressGateways.Any(gateway => gateway.Namespace == @namespace);

    protected static bool IsPlatform(OracleCase @case) => IsPlatform(NamespaceOf(@case.Object), @case.Policy);

    /// <summary>Lower case, without one dot at the end.</summary>
    protected static string Plain(string host)
    {
        var lower = new string([.. host.Select(c => c is >= 'A' and <= 'Z' ? (char)(c + ('a' - 'A')) : c)]);
        return lower.Length > 0 && lower[^1] == '.' ? lower.Remove(lower.Length - 1) : lower;
    }

    /// <summary>Now and then in capitals, or with a dot at the end.</summary>
    protected static string Disguise(Pick pick, string host) => pick.Number(1, 12) switch
    {
        1 => host + ".",
        2 => host.ToUpperInvariant(),
        3 => host.Replace('e', 'E'),
        _ => host,
    };

    protected static bool IsWild(string host) => host.StartsWith('*');

    /// <summary>A wildcard is a suffix, whatever its letters.</summary>
    protected static bool Overlap(string left, string right)
    {
        var (a, b) = (left.TrimStart('*'), right.TrimStart('*'));
        return (IsWild(left), IsWild(right)) switch
        {
            (true, true) => Ends(a, b) || Ends(b, a),
            (true, false) => Ends(b, a),
            (false, true) => Ends(a, b),
            _ => a == b,
        };
    }

    /// <summary>Whether every name of the inner host is one of the outer's.</summary>
    protected static bool Covers(string outer, string inner) =>
        IsWild(outer) ? Ends(inner.TrimStart('*'), outer.TrimStart('*')) : outer == inner;

    protected static bool Ends(string text, string end) => text.EndsWith(end, StringComparison.Ordinal);

    /// <summary>SE-H1: the names of the cluster.</summary>
    protected static bool IsClusterName(string host, EgressPolicy policy)
    {
        var domain = policy.Mesh.ClusterDomain;
        string[] ends = [".svc", "*svc", "." + domain, "*" + domain, ".clusterset.local", "*clusterset.local"];
        return host is "svc" or "clusterset.local" || host == domain || ends.Any(end => Ends(host, end));
    }

    /// <summary>SE-6: <c>*.svc</c>, <c>*.local</c> and the like. A short name can be nobody's outside.</summary>
    protected static bool IsInternalName(string host, EgressPolicy policy) =>
        IsClusterName(host, policy) || Ends(host, ".local") || Ends(host, ".internal") || (!IsWild(host) && !host.Contains('.'));

    /// <summary>Every form of the names of the egress gateways' Services.</summary>
    protected static IEnumerable<string> GatewayNames(EgressPolicy policy)
    {
        foreach (var gateway in policy.Mesh.EgressGateways)
        {
            var name = gateway.Service + "." + gateway.Namespace;
            yield return name;
            yield return name + ".svc";
            yield return name + ".svc." + policy.Mesh.ClusterDomain;
        }
    }

    /// <summary>SE-8 and SE-H3: too few labels after the star, or services of the cluster under it.</summary>
    protected static bool IsTooBroad(string host, EgressPolicy policy) =>
        IsWild(host)
        && (host.Split('.').Skip(1).Count(label => label.Length > 0) < policy.ServiceEntries.MinimumWildcardLabels
            || Overlap(host, "*.svc." + policy.Mesh.ClusterDomain)
            || Overlap(host, "*.svc")
            || Overlap(host, "*.svc.clusterset.local"));
}
