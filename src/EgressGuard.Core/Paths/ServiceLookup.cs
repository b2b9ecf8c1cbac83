using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Who owns a host in the eyes of a proxy (docs/egress-path.md 1.5, 1.6, 5).</summary>
internal sealed class ServiceLookup(MeshSnapshot mesh, EgressPolicy policy)
{
    /// <summary>The service that answers when a pod dials the host at the port, and the port; null when nobody does.</summary>
    public (MeshService Service, MeshPort Port)? Answering(string host, int port, Proxy proxy)
    {
        if (Alias(host, proxy) is { } alias)
        {
            return Find(alias.Target, proxy, imported: true) is { } target && Alias(alias.Target, proxy) is null && target.Port(port) is { } own
                ? (target, own)
                : null;
        }

        foreach (var name in NamesCovering(host))
        {
            if (Find(name, proxy, imported: true) is { } service && service.Port(port) is { } found)
            {
                return (service, found);
            }
        }

        return null;
    }

    /// <summary>
    /// The Service of type ExternalName that has this name, and what it stands for: to Istio another name of that service, and no service.
    /// </summary>
    public (PathObject Object, string Target)? Alias(string host, Proxy proxy) =>
        Find(host, proxy, imported: true) is { Service.Spec: { Type: "ExternalName", ExternalName: { } target } } service
            ? (service.Object, HostName.Normalize(target))
            : null;

    /// <summary>The hosts that cover this one: itself first, then the longest pattern first.</summary>
    public IEnumerable<string> NamesCovering(string host) => mesh.ServiceEntriesOverlapping(host)
        .SelectMany(reference => mesh.FindServiceEntry(reference)!.Spec!.Hosts.Select(HostName.Normalize))
        .Where(name => name != host && HostName.IsCoveredBy(host, name))
        .Distinct(StringComparer.Ordinal)
        .OrderByDescending(name => name.Length)
        .Prepend(host);

    /// <summary>The service of exactly this host.</summary>
    /// <param name="host">The host, normalised.</param>
    /// <param name="proxy">Who asks.</param>
    /// <param name="imported">Whether the pod's Sidecar must import it; destinations of routes are known without.</param>
    public MeshService? Find(string host, Proxy proxy, bool imported)
    {
        var entries = Entries(host, proxy, imported).ToList();
        var service = KubernetesService(host, proxy, imported);
        if (entries.Count == 0)
        {
            return service;
        }

        if (proxy.IsGateway)
        {
            return service ?? Merge(host, [.. entries.Where(entry => entry.Reference.Namespace == entries[0].Reference.Namespace)]);
        }

        var owner = entries.Exists(entry => entry.Reference.Namespace == proxy.Namespace) ? proxy.Namespace
            : service?.Namespace ?? entries[0].Reference.Namespace;
        return service?.Namespace == owner ? service : Merge(host, [.. entries.Where(entry => entry.Reference.Namespace == owner)]);
    }

    /// <summary>The Service of an egress gateway, whoever else declares its name: for what DNS tells, not the registry.</summary>
    public MeshService GatewayService(EgressGatewaySettings egress) =>
        KubernetesService(egress.HostIn(policy.Mesh.ClusterDomain), Proxy.Of(egress), imported: false)!;

    /// <summary>Whether the proxy knows some ServiceEntry's host at the port that the pattern overlaps.</summary>
    public bool AnyAt(string pattern, int port, Proxy proxy) => mesh.ServiceEntriesOverlapping(pattern)
        .SelectMany(reference => mesh.FindServiceEntry(reference)!.Spec!.Hosts.Select(HostName.Normalize))
        .Any(name => HostName.Overlap(name, pattern) && Find(name, proxy, imported: true)?.Port(port) is not null);

    /// <summary>Whether some ServiceEntry declares the host, whoever sees it; the first by namespace and name.</summary>
    public ObjectRef? DeclaredBy(string host) => mesh.ServiceEntriesDeclaring(host)
        .Where(reference => IsActive(mesh.FindServiceEntry(reference)!)).Select(reference => (ObjectRef?)reference).FirstOrDefault();

    private IReadOnlyList<string> Exports(ServiceEntrySpec spec) => ExportScope.Effective(spec.ExportTo, policy.Mesh.DefaultExportTo);

    /// <summary>Those exported to the proxy's namespace by name, or private there, come before public ones; then the oldest.</summary>
    private IEnumerable<Entry> Entries(string host, Proxy proxy, bool imported) => mesh.ServiceEntriesDeclaring(host)
        .Select(reference => (Object: mesh.FindServiceEntry(reference)!, Reference: reference))
        .Where(found => IsActive(found.Object)
            && ExportScope.Includes(Exports(found.Object.Spec!), found.Reference.Namespace, proxy.Namespace)
            && (!imported || proxy.Scope is not { } scope || scope.ImportsService(host, found.Reference.Namespace)))
        .OldestFirst(found => found.Object, found => found.Reference)
        .OrderBy(found => Exports(found.Object.Spec!).Contains("*"))
        .Select(found => new Entry(found.Object, found.Object.Spec!, found.Reference));

    private bool IsActive(KubeObject entry) => policy.Mesh.IsActiveRevision(entry.Metadata.Label("istio.io/rev"));

    /// <summary>The ports of the first, and those that others of the same sort add (istio-egress.md 2.9).</summary>
    private static MeshService Merge(string host, Entry[] entries)
    {
        var first = entries[0];
        var ports = new List<MeshPort>();
        foreach (var entry in entries.Where(entry => entry == first || IsMergeable(first, entry)))
        {
            foreach (var (index, port) in entry.Spec.Ports.Index())
            {
                if (port.Number is { } number && !ports.Exists(known => known.Number == number))
                {
                    var place = new PathObject(ObjectKind.ServiceEntry, entry.Reference, "/spec/ports/" + JsonPointer.Token(index));
                    ports.Add(new MeshPort(number, port.Protocol ?? "", port.Name ?? "", place));
                }
            }
        }

        var written = first.Spec.Hosts.First(item => HostName.Normalize(item) == host);
        var self = new PathObject(ObjectKind.ServiceEntry, first.Reference);
        return new MeshService(host, written, first.Reference.Namespace, [.. ports], self, first.Spec, null);
    }

    private static bool IsMergeable(Entry first, Entry other) =>
        first.Spec.EffectiveResolution == other.Spec.EffectiveResolution
        && first.Object.Metadata.Labels.Count == other.Object.Metadata.Labels.Count
        && first.Object.Metadata.Labels.All(label => other.Object.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    /// <summary>The Service behind a name of the cluster. Those of the egress gateways exist even where the mesh does not hold them.</summary>
    private MeshService? KubernetesService(string host, Proxy proxy, bool imported)
    {
        var suffix = ".svc." + policy.Mesh.ClusterDomain;
        if (!host.EndsWith(suffix, StringComparison.Ordinal) || host[..^suffix.Length].Split('.') is not [var name, var @namespace])
        {
            return null;
        }

        var reference = new ObjectRef(@namespace, name);
        var service = mesh.FindService(reference);
        if ((service is null && !EgressGateways.IsService(host, policy))
            || (imported && proxy.Scope is { } scope && !scope.ImportsService(host, @namespace)))
        {
            return null;
        }

        var self = new PathObject(ObjectKind.Service, reference);
        var ports = (service?.Spec?.Ports ?? []).Where(port => port.Port is > 0 and <= 65535)
            .Select(port => new MeshPort((int)port.Port!, ProtocolOf(port), port.Name ?? "", self));
        return new MeshService(host, host, @namespace, [.. ports], self, null, service);
    }

    /// <summary>Istio takes the protocol from the port's name; what it does not know it sniffs.</summary>
    private static string ProtocolOf(ServicePort port) =>
        port.Protocol is "UDP" ? "UDP" : (port.Name ?? "").Split('-')[0] is var prefix && PortProtocol.IsKnown(prefix) ? prefix : "";

    private sealed record Entry(ServiceEntry Object, ServiceEntrySpec Spec, ObjectRef Reference);
}
