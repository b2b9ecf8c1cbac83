using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Paths;

/// <summary>A ServiceEntry of the mesh with the services that it declares (docs/egress-path.md 1.5).</summary>
internal sealed class DeclaredEntry
{
    private const int Few = 8;

    private readonly PathObject _self;
    private readonly MeshService?[] _services;

    private DeclaredEntry(MeshObject entry)
    {
        Object = (ServiceEntry)entry.Value;
        Spec = Object.Spec!;
        Reference = entry.Reference;
        _self = new PathObject(ObjectKind.ServiceEntry, Reference);
        Hosts = HostName.NormalizeAll(Spec.Hosts);
        _services = new MeshService?[Hosts.Count];
        PortNumbers = [.. Spec.Ports.Select(port => port.Number).OfType<int>().Distinct()];
    }

    /// <summary>Where the first of each of its hosts stands, for entries with many.</summary>
    private Dictionary<string, int> Places
    {
        get
        {
            if (field is null)
            {
                var places = new Dictionary<string, int>(StringComparer.Ordinal);
                for (var i = 0; i < Hosts.Count; i++)
                {
                    places.TryAdd(Hosts[i], i);
                }

                field = places;
            }

            return field;
        }
    }

    /// <summary>The object.</summary>
    public ServiceEntry Object { get; }

    /// <summary>What it declares.</summary>
    public ServiceEntrySpec Spec { get; }

    /// <summary>Its namespace and name.</summary>
    public ObjectRef Reference { get; }

    /// <summary>Its hosts, normalised.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <summary>The numbers of its ports, each once.</summary>
    public ImmutableArray<int> PortNumbers { get; }

    /// <summary>The ServiceEntry, or null when it is not in the mesh.</summary>
    public static DeclaredEntry? Find(MeshSnapshot mesh, ObjectRef reference) =>
        mesh.Entry(ObjectKind.ServiceEntry, reference)?.Notes(static (entry, _) => new DeclaredEntry(entry), 0);

    /// <summary>The service of one of its hosts, where no other entry adds ports.</summary>
    /// <param name="host">One of <see cref="Hosts"/>.</param>
    public MeshService Service(string host)
    {
        var place = PlaceOf(host);
        if (_services[place] is { } known)
        {
            return known;
        }

        var service = Service(host, [.. Ports()]);
        return Interlocked.CompareExchange(ref _services[place], service, null) ?? service;
    }

    /// <summary>The service of one of its hosts with these ports.</summary>
    /// <param name="host">One of <see cref="Hosts"/>.</param>
    /// <param name="ports">The ports.</param>
    public MeshService Service(string host, ImmutableArray<MeshPort> ports) =>
        new(host, Spec.Hosts[PlaceOf(host)], Reference.Namespace, ports, _self, Spec, null);

    /// <summary>Its ports that have a number, the first of each.</summary>
    public IEnumerable<MeshPort> Ports()
    {
        var taken = new HashSet<int>();
        foreach (var (index, port) in Spec.Ports.Index())
        {
            if (port.Number is { } number && taken.Add(number))
            {
                var place = new PathObject(ObjectKind.ServiceEntry, Reference, "/spec/ports/" + JsonPointer.Token(index));
                yield return MeshPort.Of(_self, place, number, port.Protocol ?? "", port.Name ?? "");
            }
        }
    }

    private int PlaceOf(string host)
    {
        for (var i = 0; i < Math.Min(Hosts.Count, Few); i++)
        {
            if (Hosts[i] == host)
            {
                return i;
            }
        }

        return Places[host];
    }
}
