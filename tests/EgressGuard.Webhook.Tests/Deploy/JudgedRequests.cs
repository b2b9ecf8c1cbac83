using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;
using EgressGuard.Kubernetes.Feed;
using EgressGuard.Kubernetes.Listing;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>Requests such as <c>DELETE gateways.networking.istio.io</c>: what the guard's tables judge, and what it is sent.</summary>
internal static class JudgedRequests
{
    /// <summary>The subresources through which the API server takes what rules judge (docs/admission.md).</summary>
    private static readonly string[] Subresources =
        ["pods/ephemeralcontainers", "pods/status", "namespaces/status", "namespaces/finalize", "services/status"];

    /// <summary>What there is a verdict for.</summary>
    public static IEnumerable<string> All =>
    [
        .. Enum.GetValues<ObjectKind>().SelectMany(OfKind),
        .. Subresources.SelectMany(Writes),
        .. new[] { GuardTypes.Policies, GuardTypes.Exemptions }.SelectMany(type => Writes(type.ToString())),
    ];

    /// <summary>What a configuration sends.</summary>
    public static IEnumerable<string> Sent(JsonObject configuration) =>
        from webhook in configuration["webhooks"].Items()
        from rule in webhook["rules"].Items()
        from operation in rule["operations"].Texts()
        from resource in rule["resources"].Texts()
        from @group in rule["apiGroups"].Texts()
        select $"{operation} {(@group.Length == 0 ? resource : $"{resource}.{@group}")}";

    /// <summary>The resources of a kind.</summary>
    public static IEnumerable<string> ResourcesOf(ObjectKind kind) =>
        WatchedTypes.All.TryGetValue(kind, out var watched)
            ? [watched.ToString()]
            : ListedKind.All.Where(listed => listed.Kind == kind).SelectMany(listed => listed.Types).Select(type => type[0].ToString());

    private static IEnumerable<string> OfKind(ObjectKind kind)
    {
        var rules = RuleCatalog.For(kind);

        // When a namespace goes, so does everything in it, and the deletion of each of those objects is judged.
        var isRemovalJudged = kind != ObjectKind.Namespace && rules.Any(rule => rule.Info.JudgesRemoval);
        return rules.IsEmpty
            ? []
            : ResourcesOf(kind).SelectMany(resource => isRemovalJudged ? Writes(resource).Append($"DELETE {resource}") : Writes(resource));
    }

    private static IEnumerable<string> Writes(string resource) => [$"CREATE {resource}", $"UPDATE {resource}"];
}
