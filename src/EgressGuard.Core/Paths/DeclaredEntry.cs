using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Paths;

/// <summary>A ServiceEntry of the mesh with the services that it declares (docs/egress-path.md 1.5).</summary>
internal sealed class DeclaredEntry
{
    private readonly MeshService?[] _services;

    private DeclaredEntry(MeshObject entry)
    {
        Object = (ServiceEntry)entry.Value;
        Spec = Object.Spec!;
        Reference = entry.Reference;
        Hosts = HostName.NormalizeAll(Spec.Hosts);
        _services = new MeshService?[Hosts.Count];
        PortNumbers = [.. Spec.Ports.Select(port => port.Number).OfType<int>().Distinct()];
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
        mesh.Entry(ObjectKind.ServiceEntry, reference)?.Notes(entry => new DeclaredEntry(entry));

    /// <summary>The service of one of its hosts, where no other entry adds ports.</summary>
    /// <param name="host">One of <see cref="Hosts"/>.</param>
    public MeshService Service(string host)
    {
        var place = 0;
        while (Hosts[place] != host)
        {
            place++;
        }

        if (_services[place] is { } known)
        {
            return known;
        }

        var service = Service(host, [.. Ports()]);
        return Interlocked.CompareExchange(ref _services[place], service, null) ?? service;
    }

    /// <summary>The service of one of its hosts with these ports.</summary>
    public MeshService Service(string host, ImmutableArray<MeshPort> ports)
    {
        var written = Spec.Hosts.First(item => HostName.Normalize(item) == host);
        return new MeshService(host, written, Reference.Namespace, ports, new PathObject(ObjectKind.ServiceEntry, Reference), Spec, null);
    }

    /// <summary>Its ports that have a number, the first of each.</summary>
    public IEnumerable<MeshPort> Ports()
    {
        var taken = new HashSet<int>();
        foreach (var (index, port) in Spec.Ports.Index())
        {
            if (port.Number is { } number && taken.Add(number))
            {
                var place = new PathObject(ObjectKind.ServiceEntry, Reference, "/spec/ports/" + JsonPointer.Token(index));
                yield return new MeshPort(number, port.Protocol ?? "", port.Name ?? "", place);
            }
        }
    }
}
