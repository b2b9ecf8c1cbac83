using System.Text.Json.Nodes;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>docs/egress-path.md 1.4: the Sidecar resource of a pod, and what it imports.</summary>
internal static class NaiveSidecars
{
    private static readonly string[] Everything = ["*/*"];

    public static JsonObject? Of(NaiveQuestion question)
    {
        var all = NaiveObjects.Active(question, "Sidecar");
        var own = all.Where(sidecar => Namespace(sidecar) == question.Namespace).ToList();
        return own.Find(sidecar => Selector(sidecar).Count > 0 && Holds(Selector(sidecar), question.Labels))
            ?? own.Find(sidecar => Selector(sidecar).Count == 0)
            ?? all.Find(sidecar => Namespace(sidecar) == question.Policy.Mesh.RootNamespace && Selector(sidecar).Count == 0);
    }

    /// <summary>The place of the items that count for the question.</summary>
    public static NaivePlace Place(NaiveQuestion question)
    {
        var sidecar = Of(question)!;
        var listeners = NaiveJson.Items(Spec(sidecar)["egress"]);
        var listener = listeners.Find(item => Number(item["port"]?["number"]) == question.Port) ?? listeners.Find(item => item["port"] is null);
        return listener is null ? NaivePlace.Of(sidecar, "/spec/egress") : NaivePlace.Of(listener, "/hosts");
    }

    /// <summary>The items that the listener of the question's port imports; null when there is no such listener.</summary>
    public static IReadOnlyList<string>? Items(NaiveQuestion question)
    {
        var listeners = Of(question) is { } sidecar ? NaiveJson.Items(Spec(sidecar)["egress"]) : [];
        if (listeners.Count == 0)
        {
            return Everything;
        }

        var chosen = listeners.Where(listener => Number(listener["port"]?["number"]) == question.Port).Take(1).ToList();
        if (chosen.Count == 0)
        {
            chosen = [.. listeners.Where(listener => listener["port"] is null)];
        }

        return chosen.Count == 0 ? null : [.. chosen.SelectMany(listener => Strings(listener["hosts"]))];
    }

    /// <summary>Whether a service of the namespace is imported by this host.</summary>
    public static bool ImportsService(NaiveQuestion question, string home, string host) => Items(question) is { } items
        && items.Any(item => IsOf(question, item, home) && NaiveHosts.Covers(HostOf(item), NaiveHosts.Plain(host)))
        && !IsExcluded(question, items, home, host);

    /// <summary>Whether a VirtualService of the namespace is imported by this host.</summary>
    public static bool ImportsRoute(NaiveQuestion question, string home, string host) => Items(question) is { } items
        && items.Any(item => IsOf(question, item, home) && NaiveHosts.Overlap(HostOf(item), NaiveHosts.Plain(host)))
        && !IsExcluded(question, items, home, host);

    private static bool IsExcluded(NaiveQuestion question, IReadOnlyList<string> items, string home, string host) =>
        items.Any(item => item.StartsWith('~') && !item.StartsWith("~/", StringComparison.Ordinal)
            && IsOf(question, item[1..], home) && NaiveHosts.Covers(HostOf(item), NaiveHosts.Plain(host)));

    private static bool IsOf(NaiveQuestion question, string item, string home)
    {
        var written = item[..item.IndexOf('/', StringComparison.Ordinal)];
        return written == "*" || (written == "." ? question.Namespace : written) == home;
    }

    private static string HostOf(string item) => item[(item.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static Dictionary<string, string> Selector(JsonObject sidecar) => Map(Spec(sidecar)["workloadSelector"]?["labels"]);
}
