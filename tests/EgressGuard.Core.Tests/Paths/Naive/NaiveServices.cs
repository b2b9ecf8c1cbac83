using System.Text.Json.Nodes;
using static EgressGuard.Core.Tests.Paths.Naive.NaiveJson;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>A port of a service, and the ServiceEntry that declares it.</summary>
internal sealed record NaivePort(int Number, string Name, string Protocol, int Target, JsonObject? Entry)
{
    public NaivePlace? Place => Entry is null
        ? null
        : NaivePlace.Of(NaiveJson.Items(NaiveJson.Spec(Entry)["ports"]).Find(port => NaiveJson.Number(port["number"]) == Number)!);
}

/// <summary>A name of the registry.</summary>
/// <param name="Host">As written.</param>
/// <param name="Namespace">Whose it is.</param>
/// <param name="Object">The Service or the first ServiceEntry; null for an egress gateway's Service that the mesh does not hold.</param>
/// <param name="IsKubernetes">Whether it is a Kubernetes Service.</param>
/// <param name="Ports">The ports.</param>
internal sealed record NaiveService(string Host, string Namespace, JsonObject? Object, bool IsKubernetes, IReadOnlyList<NaivePort> Ports)
{
    public NaivePort? PortOf(int number) => Ports.FirstOrDefault(port => port.Number == number);
}

/// <summary>docs/egress-path.md 1.5 and 1.6: the services that a proxy knows, and which of them answers.</summary>
internal static class NaiveServices
{
    /// <summary>The service that answers the question; null when none does.</summary>
    public static NaiveService? Answering(NaiveQuestion question)
    {
        var names = Declared(question)
            .Where(service => NaiveSidecars.ImportsService(question, service.Namespace, service.Host))
            .Select(service => NaiveHosts.Plain(service.Host))
            .Distinct()
            .Where(name => NaiveHosts.Covers(name, question.Host));
        return NaiveHosts.MostSpecificFirst(names, name => name)
            .Select(name => Owner(question, name, service => NaiveSidecars.ImportsService(question, service.Namespace, service.Host))!)
            .FirstOrDefault(service => service.PortOf(question.Port) is not null);
    }

    /// <summary>Where the port that answers is declared.</summary>
    public static NaivePlace? AnsweringPort(NaiveQuestion question) => Answering(question)?.PortOf(question.Port)?.Place;

    /// <summary>The object whose host answers, or a place in it.</summary>
    public static NaivePlace? AnsweringObject(NaiveQuestion question, string pointer = "") =>
        Answering(question)?.Object is { } item ? NaivePlace.Of(item, pointer) : null;

    /// <summary>Every service that the sidecar knows.</summary>
    public static List<NaiveService> Known(NaiveQuestion question) =>
    [
        .. Declared(question)
            .Select(service => NaiveHosts.Plain(service.Host))
            .Distinct()
            .Select(name => Owner(question, name, service => NaiveSidecars.ImportsService(question, service.Namespace, service.Host)))
            .OfType<NaiveService>(),
    ];

    /// <summary>The service of this name for a destination: what is not imported is found in spite of that.</summary>
    public static NaiveService? Destination(NaiveQuestion question, string name) =>
        Owner(question, name, service => NaiveSidecars.ImportsService(question, service.Namespace, service.Host))
        ?? Owner(question, name, _ => true);

    /// <summary>The service of this name as the egress gateway sees it: docs/egress-path.md 5.</summary>
    public static NaiveService? AtGateway(NaiveQuestion gateway, string name)
    {
        var all = Named(gateway, name).ToList();
        var first = all.Find(service => service.IsKubernetes) ?? all.FirstOrDefault();
        return first is null ? null : Merged(all, first.Namespace);
    }

    private static NaiveService? Owner(NaiveQuestion question, string name, Func<NaiveService, bool> counts)
    {
        var all = Named(question, name).Where(counts).ToList();
        var first = all.Find(service => service.Namespace == question.Namespace)
            ?? all.Find(service => service.IsKubernetes)
            ?? all.FirstOrDefault();
        return first is null ? null : Merged(all, first.Namespace);
    }

    private static IEnumerable<NaiveService> Named(NaiveQuestion question, string name) =>
        Declared(question).Where(service => NaiveHosts.Plain(service.Host) == NaiveHosts.Plain(name));

    /// <summary>The namespace's Service, else its first ServiceEntry with the ports that others like it add.</summary>
    private static NaiveService Merged(List<NaiveService> all, string home)
    {
        var own = all.Where(service => service.Namespace == home).ToList();
        if (own.Find(service => service.IsKubernetes) is { } kubernetes)
        {
            return kubernetes;
        }

        var ports = new List<NaivePort>();
        foreach (var service in own.Where(service => IsLike(own[0].Object!, service.Object!)))
        {
            ports.AddRange(service.Ports.Where(port => !ports.Exists(known => known.Number == port.Number)));
        }

        return own[0] with { Ports = ports };
    }

    private static bool IsLike(JsonObject first, JsonObject other) =>
        Resolution(first) == Resolution(other)
        && LabelsOf(first).OrderBy(label => label.Key).SequenceEqual(LabelsOf(other).OrderBy(label => label.Key));

    public static string Resolution(JsonObject entry) => Text(Spec(entry)["resolution"]) ?? "NONE";

    /// <summary>Every service that is exported to the proxy's namespace: those exported to it by name or private there first, then the oldest.</summary>
    private static IEnumerable<NaiveService> Declared(NaiveQuestion question)
    {
        var entries =
            from entry in NaiveObjects.Active(question, "ServiceEntry")
            where NaiveObjects.IsVisible(question, entry, question.Namespace)
            orderby NaiveObjects.IsPublic(question, entry)
            from host in Strings(Spec(entry)["hosts"])
            select new NaiveService(host, Namespace(entry), entry, false, [.. Items(Spec(entry)["ports"]).Select(port => PortOf(port, entry))]);
        var services =
            from service in NaiveObjects.Active(question, "Service")
            let host = $"{Name(service)}.{Namespace(service)}.svc.{question.Domain}"
            select new NaiveService(
                host, Namespace(service), service, true,
                [.. Items(Spec(service)["ports"]).Select(port => new NaivePort(Number(port["port"])!.Value, Text(port["name"]) ?? "", "", 0, null))]);
        var unseen =
            from gateway in question.Policy.Mesh.EgressGateways
            where !NaiveObjects.Active(question, "Service").Exists(
                service => Name(service) == gateway.Service && Namespace(service) == gateway.Namespace)
            select new NaiveService($"{gateway.Service}.{gateway.Namespace}.svc.{question.Domain}", gateway.Namespace, null, true, []);
        return entries.Concat(services).Concat(unseen);
    }

    private static NaivePort PortOf(JsonObject port, JsonObject entry)
    {
        var number = Number(port["number"])!.Value;
        return new NaivePort(number, Text(port["name"])!, (Text(port["protocol"]) ?? "").ToUpperInvariant(), Number(port["targetPort"]) ?? number, entry);
    }
}
