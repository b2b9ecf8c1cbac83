using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>docs/egress-path.md 6: a namespace without sidecars.</summary>
internal static class NaiveAmbient
{
    public static bool Is(NaiveQuestion question) =>
        NamespaceLabels(question, question.Namespace).GetValueOrDefault("istio.io/dataplane-mode") == "ambient";

    public static NaiveWay Way(NaiveQuestion question)
    {
        var (host2, first) = Declaring(question);
        return NaiveWay.Of(
            first is null ? PathOutcome.Direct
            : NaiveDestinations.IsInside(question, host2, first, Items(Spec(first)["endpoints"])) ? PathOutcome.Blocked
            : IsBehindWaypoint(question, first, host2) ? PathOutcome.Unknown
            : PathOutcome.Direct);
    }

    /// <summary>The ServiceEntry that counts for the host and port, with the host that covers it; null for none.</summary>
    public static (string Name, JsonObject? Entry) Declaring(NaiveQuestion question)
    {
        var entries =
            from entry in NaiveObjects.Active(question, "ServiceEntry")
            from host in Strings(Spec(entry)["hosts"])
            let name = NaiveHosts.Plain(host)
            where NaiveHosts.Covers(name, question.Host)
            where Items(Spec(entry)["ports"]).Exists(port => Number(port["number"]) == question.Port)
            select (Name: name, Entry: (JsonObject?)entry);
        return NaiveHosts.MostSpecificFirst(entries, pair => pair.Name).FirstOrDefault();
    }

    private static bool IsBehindWaypoint(NaiveQuestion question, JsonObject entry, string host)
    {
        var labels = LabelsOf(entry);
        var waypoint = labels.GetValueOrDefault("istio.io/use-waypoint")
            ?? NamespaceLabels(question, Namespace(entry)).GetValueOrDefault("istio.io/use-waypoint");
        var isManaged = labels.GetValueOrDefault("gateway.istio.io/managed") is "istio.io-mesh-controller" or "istio.io-eastwest-controller";
        return !string.IsNullOrEmpty(waypoint) && waypoint != "none" && !isManaged && HasAddress(entry, labels, host);
    }

    private static bool HasAddress(JsonObject entry, Dictionary<string, string> labels, string host)
    {
        var resolution = NaiveServices.Resolution(entry);
        var isOff = string.Equals(
            labels.GetValueOrDefault("networking.istio.io/enable-autoallocate-ip"), "false", StringComparison.OrdinalIgnoreCase);
        return Strings(Spec(entry)["addresses"]).Count > 0
            || (resolution != "NONE" && (!NaiveHosts.IsPattern(host) || resolution == "DYNAMIC_DNS") && !isOff);
    }

    private static Dictionary<string, string> NamespaceLabels(NaiveQuestion question, string name) =>
        NaiveObjects.Active(question, "Namespace").Find(item => Name(item) == name) is { } found ? LabelsOf(found) : [];
}
