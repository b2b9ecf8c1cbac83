using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>What becomes of traffic of ambient pods: recognised, and followed to the waypoint only (docs/egress-path.md 6).</summary>
internal sealed class AmbientSide(PathContext context, PathQuestion question)
{
    private const string WaypointLabel = "istio.io/use-waypoint";

    /// <summary>Whether the pods of the namespace are ambient.</summary>
    public static bool IsAmbient(string @namespace, MeshSnapshot mesh) =>
        mesh.FindNamespace(@namespace)?.Metadata.Label("istio.io/dataplane-mode") == "ambient";

    /// <summary>The ports at which ServiceEntries declare the host: ztunnel knows all of them, whatever their exportTo.</summary>
    public static IEnumerable<int> PortsOf(string host, PathContext context) => context.Services.NamesCovering(host)
        .SelectMany(name => context.Mesh.ServiceEntriesDeclaring(name))
        .Select(reference => context.Mesh.FindServiceEntry(reference)!)
        .Where(entry => context.Policy.Mesh.IsActiveRevision(entry.Metadata.Label("istio.io/rev")))
        .SelectMany(entry => entry.Spec!.Ports)
        .Select(port => port.Number)
        .OfType<int>();

    /// <summary>The answer.</summary>
    public EgressPath Path()
    {
        var entry = context.Services.NamesCovering(question.Host).SelectMany(Declaring).FirstOrDefault();
        var way = entry.Object is null ? Undeclared() : Declared(entry.Object, entry.Reference);
        return new EgressPath
        {
            Question = question,
            Protocol = entry.Object?.Spec!.Ports.First(port => port.Number == question.Port).Protocol ?? (entry.Object is null ? null : ""),
            Ways = [way],
        };
    }

    /// <summary>The ServiceEntries with this host and the question's port, oldest first.</summary>
    private IEnumerable<(ServiceEntry Object, ObjectRef Reference)> Declaring(string name) => context.Mesh.ServiceEntriesDeclaring(name)
        .Select(reference => (Object: context.Mesh.FindServiceEntry(reference)!, Reference: reference))
        .Where(found => context.Policy.Mesh.IsActiveRevision(found.Object.Metadata.Label("istio.io/rev"))
            && found.Object.Spec!.Ports.Any(port => port.Number == question.Port))
        .OldestFirst(found => found.Object, found => found.Reference);

    private PathWay Undeclared() => Trail.Start
        .Then(HopKind.End, null, "ztunnel passes unknown destinations through")
        .End(PathOutcome.Direct, $"nothing declares {question.Host}:{question.Port}, and ambient mode passes unknown destinations through");

    private PathWay Declared(ServiceEntry entry, ObjectRef reference)
    {
        var place = new PathObject(ObjectKind.ServiceEntry, reference);
        var trail = Trail.Start.Then(HopKind.Service, place, $"{place} declares port {question.Port}");
        if (ExternalHosts.StaysInside(question.Host, entry.Spec!, context.Policy))
        {
            return trail.End(PathOutcome.Blocked, $"{place} stays inside the mesh");
        }

        if (WaypointOf(entry, reference.Namespace) is not { } waypoint)
        {
            return trail.Then(HopKind.End, place, "ztunnel connects to it").End(
                PathOutcome.Direct, $"namespace {question.Namespace} is ambient, where no VirtualService counts, and {place} uses no waypoint");
        }

        return HasAddress(entry)
            ? trail.Then(HopKind.Gateway, null, $"waypoint {Quote.Shorten(waypoint)}").End(
                PathOutcome.Unknown, $"namespace {question.Namespace} is ambient, and what waypoint {Quote.Shorten(waypoint)} does is not followed")
            : trail.Then(HopKind.End, place, "ztunnel connects to it").End(
                PathOutcome.Direct, $"{place} has no address of its own, so that its waypoint {Quote.Shorten(waypoint)} gets nothing");
    }

    /// <summary>The waypoint that the entry, or else its Namespace, is bound to.</summary>
    private string? WaypointOf(ServiceEntry entry, string @namespace)
    {
        if (entry.Metadata.Label("gateway.istio.io/managed") is "istio.io-mesh-controller" or "istio.io-eastwest-controller")
        {
            return null;
        }

        var name = entry.Metadata.Label(WaypointLabel) ?? context.Mesh.FindNamespace(@namespace)?.Metadata.Label(WaypointLabel);
        return string.IsNullOrEmpty(name) || name == "none" ? null : name;
    }

    private bool HasAddress(ServiceEntry entry)
    {
        var spec = entry.Spec!;
        return spec.Addresses.Count > 0
            ? spec.Addresses.All(address => IPRange.TryParse(address, out _))
            : spec.EffectiveResolution != Resolution.None
                && !string.Equals(entry.Metadata.Label("networking.istio.io/enable-autoallocate-ip"), "false", StringComparison.OrdinalIgnoreCase)
                && (!spec.Hosts.Any(host => HostName.IsWildcard(host) && HostName.IsCoveredBy(question.Host, HostName.Normalize(host)))
                    || spec.EffectiveResolution == Resolution.DynamicDns);
    }
}
