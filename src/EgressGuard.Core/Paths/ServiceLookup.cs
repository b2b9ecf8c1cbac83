using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Who owns a host in the eyes of a proxy (docs/egress-path.md 1.5, 1.6, 5).</summary>
internal sealed class ServiceLookup(MeshSnapshot mesh, EgressPolicy policy)
{
    private const string InCluster = ".svc.";

    private (string Host, IReadOnlyList<string> Names) _covering = ("", [""]);

    /// <summary>The service that answers when a pod dials the host at the port, and the port; null when nobody does.</summary>
    public (MeshService Service, MeshPort Port)? Answering(string host, int port, Proxy proxy) =>
        Answering(Find(host, proxy, imported: true), host, port, proxy);

    /// <summary>The service that answers when a pod dials the host at the port, and the port; null when nobody does.</summary>
    /// <param name="own">The service of exactly this host that the pod's Sidecar imports; null when there is none.</param>
    /// <param name="host">The host, normalised.</param>
    /// <param name="port">The port.</param>
    /// <param name="proxy">Who asks.</param>
    public (MeshService Service, MeshPort Port)? Answering(MeshService? own, string host, int port, Proxy proxy)
    {
        if (Alias(own) is var (_, alias))
        {
            return Find(alias, proxy, imported: true) is { } target && Alias(target) is null && target.Port(port) is { } behind
                ? (target, behind)
                : null;
        }

        foreach (var name in NamesCovering(host))
        {
            var service = name == host ? own : Find(name, proxy, imported: true);
            if (service?.Port(port) is { } found)
            {
                return (service, found);
            }
        }

        return null;
    }

    /// <summary>
    /// What a Service of type ExternalName stands for: to Istio it is another name of that service, and no service. Null for others.
    /// </summary>
    public static (PathObject Object, string Target)? Alias(MeshService? service) =>
        service is { Service.Spec: { Type: "ExternalName", ExternalName: { } target } } ? (service.Object, HostName.Normalize(target)) : null;

    /// <summary>The hosts that cover this one: itself first, then the longest pattern first.</summary>
    public IReadOnlyList<string> NamesCovering(string host)
    {
        if (_covering.Host != host)
        {
            _covering = (host, ReadNamesCovering(host));
        }

        return _covering.Names;
    }

    /// <summary>The service of exactly this host.</summary>
    /// <param name="host">The host, normalised.</param>
    /// <param name="proxy">Who asks.</param>
    /// <param name="imported">Whether the pod's Sidecar must import it; destinations of routes are known without.</param>
    public MeshService? Find(string host, Proxy proxy, bool imported)
    {
        var service = KubernetesService(host, proxy, imported);
        var declaring = mesh.ServiceEntriesDeclaring(host);
        if (declaring.Count == 0)
        {
            return service;
        }

        if (declaring.Count == 1)
        {
            return DeclaredEntry.Find(mesh, declaring[0]) is { } only && IsSeen(only, host, proxy, imported) ? Winner(host, [only], service, proxy) : service;
        }

        var entries = Entries(declaring, host, proxy, imported).ToArray();
        return entries.Length == 0 ? service : Winner(host, entries, service, proxy);
    }

    /// <summary>The Service of an egress gateway, whoever else declares its name: for what DNS tells, not the registry.</summary>
    public MeshService GatewayService(EgressGatewaySettings egress) =>
        KubernetesService(egress.HostIn(policy.Mesh.ClusterDomain), Proxy.Of(egress), imported: false)!;

    /// <summary>Whether the proxy knows some ServiceEntry's host at the port that the pattern overlaps.</summary>
    public bool AnyAt(string pattern, int port, Proxy proxy) => mesh.ServiceEntriesOverlapping(pattern)
        .SelectMany(reference => DeclaredEntry.Find(mesh, reference)!.Hosts)
        .Any(name => HostName.Overlap(name, pattern) && Find(name, proxy, imported: true)?.Port(port) is not null);

    /// <summary>Whether some ServiceEntry declares the host, whoever sees it; the first by namespace and name.</summary>
    public ObjectRef? DeclaredBy(string host) => mesh.ServiceEntriesDeclaring(host)
        .Where(reference => IsActive(mesh.FindServiceEntry(reference)!)).Select(reference => (ObjectRef?)reference).FirstOrDefault();

    private IReadOnlyList<string> ReadNamesCovering(string host)
    {
        List<string>? patterns = null;
        foreach (var reference in mesh.ServiceEntriesOverlapping(host))
        {
            foreach (var name in DeclaredEntry.Find(mesh, reference)!.Hosts)
            {
                if (name != host && HostName.IsCoveredBy(host, name) && patterns?.Contains(name) is not true)
                {
                    (patterns ??= []).Add(name);
                }
            }
        }

        return patterns is null ? [host] : [host, .. patterns.OrderByDescending(name => name.Length)];
    }

    private static MeshService? Winner(string host, DeclaredEntry[] entries, MeshService? service, Proxy proxy)
    {
        var owner = proxy.IsGateway ? service?.Namespace ?? entries[0].Reference.Namespace
            : Array.Exists(entries, entry => entry.Reference.Namespace == proxy.Namespace) ? proxy.Namespace
            : service?.Namespace ?? entries[0].Reference.Namespace;
        return service?.Namespace == owner ? service : Merge(host, Array.FindAll(entries, entry => entry.Reference.Namespace == owner));
    }

    private IReadOnlyList<string> Exports(ServiceEntrySpec spec) => ExportScope.Effective(spec.ExportTo, policy.Mesh.DefaultExportTo);

    private bool IsSeen(DeclaredEntry entry, string host, Proxy proxy, bool imported) => IsActive(entry.Object)
        && ExportScope.Includes(Exports(entry.Spec), entry.Reference.Namespace, proxy.Namespace)
        && (!imported || proxy.Scope is not { } scope || scope.ImportsService(host, entry.Reference.Namespace));

    /// <summary>Those exported to the proxy's namespace by name, or private there, come before public ones; then the oldest.</summary>
    private IEnumerable<DeclaredEntry> Entries(IReadOnlyList<ObjectRef> declaring, string host, Proxy proxy, bool imported) => declaring
        .Select(reference => DeclaredEntry.Find(mesh, reference)!)
        .Where(found => IsSeen(found, host, proxy, imported))
        .OldestFirst(found => found.Object, found => found.Reference)
        .OrderBy(found => Exports(found.Spec).Contains("*"));

    private bool IsActive(KubeObject entry) => policy.Mesh.IsActiveRevision(entry.Metadata.Label("istio.io/rev"));

    /// <summary>The ports of the first, and those that others of the same sort add (istio-egress.md 2.9).</summary>
    private static MeshService Merge(string host, DeclaredEntry[] entries)
    {
        var first = entries[0];
        if (entries.Length == 1)
        {
            return first.Service(host);
        }

        var ports = entries.Where(entry => entry == first || IsMergeable(first, entry)).SelectMany(entry => entry.Ports());
        return first.Service(host, [.. ports.DistinctBy(port => port.Number)]);
    }

    private static bool IsMergeable(DeclaredEntry first, DeclaredEntry other) =>
        first.Spec.EffectiveResolution == other.Spec.EffectiveResolution
        && first.Object.Metadata.Labels.Count == other.Object.Metadata.Labels.Count
        && first.Object.Metadata.Labels.All(label => other.Object.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    /// <summary>The Service behind a name of the cluster. Those of the egress gateways exist even where the mesh does not hold them.</summary>
    private MeshService? KubernetesService(string host, Proxy proxy, bool imported)
    {
        if (ReferenceOf(host) is not { } reference
            || (imported && proxy.Scope is { } scope && !scope.ImportsService(host, reference.Namespace)))
        {
            return null;
        }

        return mesh.Entry(ObjectKind.Service, reference)?.Notes(service => Declared(service, host))
            ?? (EgressGateways.IsService(host, policy)
                ? new MeshService(host, host, reference.Namespace, [], new PathObject(ObjectKind.Service, reference), null, null)
                : null);
    }

    /// <summary>The Service that a name of the cluster is for; null for other names.</summary>
    private ObjectRef? ReferenceOf(string host)
    {
        var domain = policy.Mesh.ClusterDomain;
        var rest = host.Length - domain.Length - InCluster.Length;
        if (rest <= 0 || !host.EndsWith(domain, StringComparison.Ordinal) || !host.AsSpan(rest).StartsWith(InCluster))
        {
            return null;
        }

        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot < rest && host.IndexOf('.', dot + 1) == rest ? new ObjectRef(host[(dot + 1)..rest], host[..dot]) : null;
    }

    private static MeshService Declared(MeshObject found, string host)
    {
        var service = (Service)found.Value;
        var self = new PathObject(ObjectKind.Service, found.Reference);
        var ports = (service.Spec?.Ports ?? []).Where(port => port.Port is > 0 and <= 65535)
            .Select(port => new MeshPort((int)port.Port!, ProtocolOf(port), port.Name ?? "", self));
        return new MeshService(host, host, found.Reference.Namespace, [.. ports], self, null, service);
    }

    /// <summary>Istio takes the protocol from the port's name; what it does not know it sniffs.</summary>
    private static string ProtocolOf(ServicePort port) =>
        port.Protocol is "UDP" ? "UDP" : (port.Name ?? "").Split('-')[0] is var prefix && PortProtocol.IsKnown(prefix) ? prefix : "";
}
