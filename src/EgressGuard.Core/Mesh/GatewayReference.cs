using EgressGuard.Core.Model;

namespace EgressGuard.Core.Mesh;

/// <summary>The items of <c>gateways</c> in a VirtualService and its matches (istio-egress.md 2.3).</summary>
public static class GatewayReference
{
    /// <summary>The reserved name of all sidecars. Case-sensitive.</summary>
    public const string Mesh = "mesh";

    /// <summary>The Gateway that a reference names, seen from a VirtualService's namespace. <c>mesh</c> is none: ask first.</summary>
    public static ObjectRef Resolve(string reference, string @namespace)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            var written = reference[..slash];
            return new ObjectRef(written == "." ? @namespace : written, reference[(slash + 1)..]);
        }

        var dot = reference.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return new ObjectRef(@namespace, reference);
        }

        // The old form name.namespace[.svc.cluster.local]: the second label is the namespace.
        var rest = reference[(dot + 1)..];
        var end = rest.IndexOf('.', StringComparison.Ordinal);
        return new ObjectRef(end < 0 ? rest : rest[..end], reference[..dot]);
    }
}
