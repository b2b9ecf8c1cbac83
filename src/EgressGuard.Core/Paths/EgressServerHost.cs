using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Paths;

/// <summary>An item of a server's hosts: <c>namespace/host</c>, or the host alone (istio-egress.md 2.4).</summary>
/// <param name="Namespace">The namespace whose VirtualServices it is for; <c>*</c> for all.</param>
/// <param name="Lower">The host, in lower case, with a trailing dot where one is written.</param>
/// <param name="Normal">The host, normalised.</param>
internal readonly record struct EgressServerHost(string Namespace, string Lower, string Normal)
{
    /// <summary>Reads an item.</summary>
    /// <param name="item">As written.</param>
    /// <param name="gateway">The Gateway, whose namespace <c>.</c> stands for.</param>
    public static EgressServerHost Read(string item, ObjectRef gateway)
    {
        var slash = item.IndexOf('/', StringComparison.Ordinal);
        var scope = slash < 0 ? "*" : item[..slash] is "." ? gateway.Namespace : item[..slash];
        var host = item[(slash + 1)..];
        return new EgressServerHost(scope, HostName.Lower(host), HostName.Normalize(host));
    }

    /// <summary>Whether VirtualServices of the namespace may have it.</summary>
    public bool IsFor(string @namespace) => Namespace == "*" || Namespace == @namespace;
}
