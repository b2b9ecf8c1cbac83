using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>docs/egress-path.md 1.1: which objects count, in which order, and who sees them.</summary>
internal static class NaiveObjects
{
    /// <summary>The objects that the control plane reads, oldest first.</summary>
    public static IReadOnlyList<JsonObject> Active(IReadOnlyList<JsonObject> objects, EgressPolicy policy) =>
    [
        .. objects
            .Where(item => Kind(item) is "Service" or "Namespace"
                || Text(item["metadata"]!["labels"]?["istio.io/rev"]) is not { } revision
                || policy.Mesh.Revisions.Contains(revision))
            .OrderBy(item => Text(item["metadata"]!["creationTimestamp"]) ?? "none", StringComparer.Ordinal)
            .ThenBy(Name, StringComparer.Ordinal)
            .ThenBy(Namespace, StringComparer.Ordinal),
    ];

    /// <summary>Those of a kind.</summary>
    public static List<JsonObject> Active(NaiveQuestion question, string kind) => [.. question.Objects.Where(item => Kind(item) == kind)];

    public static List<string> ExportTo(NaiveQuestion question, JsonObject item) =>
        Strings(Spec(item)["exportTo"]) is { Count: > 0 } written ? written : [.. question.Policy.Mesh.DefaultExportTo];

    public static bool IsPublic(NaiveQuestion question, JsonObject item) => ExportTo(question, item).Contains("*");

    /// <summary>Whether the object is exported to its own namespace and that is the viewer's.</summary>
    public static bool IsPrivate(NaiveQuestion question, JsonObject item, string viewer) =>
        Namespace(item) == viewer && ExportTo(question, item).Exists(name => name == "." || name == viewer);

    public static bool IsVisible(NaiveQuestion question, JsonObject item, string viewer)
    {
        var to = ExportTo(question, item);
        return to.Contains("*") || (!to.Contains("~") && (to.Contains(viewer) || IsPrivate(question, item, viewer)));
    }

    /// <summary>0 for private ones, 1 for those exported by name, 2 for public ones: the order in which proxies of a namespace take them.</summary>
    public static int Class(NaiveQuestion question, JsonObject item, string viewer) =>
        IsPublic(question, item) ? 2 : IsPrivate(question, item, viewer) ? 0 : 1;
}
