using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>A host that a proxy knows, with the object that owns it there (istio-egress.md 2.9).</summary>
/// <param name="Host">The host, normalised.</param>
/// <param name="Written">The host as the object writes it, by which tls and tcp routes find it.</param>
/// <param name="Namespace">The namespace that owns it.</param>
/// <param name="Ports">Its ports.</param>
/// <param name="Object">The object.</param>
/// <param name="Entry">The ServiceEntry, where one declares the host.</param>
/// <param name="Service">The Service, where one stands behind the host and the mesh holds it.</param>
internal sealed record MeshService(
    string Host, string Written, string Namespace, ImmutableArray<MeshPort> Ports, PathObject Object, ServiceEntrySpec? Entry, Service? Service)
{
    /// <summary>The port of this number, or null.</summary>
    public MeshPort? Port(int number)
    {
        foreach (var port in Ports)
        {
            if (port.Number == number)
            {
                return port;
            }
        }

        return null;
    }
}

/// <summary>A port of a service.</summary>
/// <param name="Number">1 to 65535.</param>
/// <param name="Protocol">As written; "" when none is.</param>
/// <param name="Name">The name.</param>
/// <param name="Place">Where it is declared.</param>
/// <param name="Declared">Who declares it, for people: <c>ServiceEntry shop/api declares 443/TLS</c>.</param>
internal sealed record MeshPort(int Number, string Protocol, string Name, PathObject Place, string Declared)
{
    /// <summary>A port of an object's service.</summary>
    public static MeshPort Of(PathObject owner, PathObject place, int number, string protocol, string name) => new(
        number, protocol, name, place, Text(owner, number, protocol));

    /// <summary>The same port of another owner's service: that of a ServiceEntry to which this one adds it.</summary>
    public MeshPort Of(PathObject owner) => this with { Declared = Text(owner, Number, Protocol) };

    private static string Text(PathObject owner, int number, string protocol) =>
        $"{owner} declares {number}/{(protocol.Length == 0 ? "(no protocol)" : Quote.Shorten(protocol))}";
}
