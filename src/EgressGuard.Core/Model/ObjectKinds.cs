namespace EgressGuard.Core.Model;

/// <summary>Finds the kinds that EgressGuard reads by their API group and kind.</summary>
public static class ObjectKinds
{
    private const string Networking = "networking.istio.io";

    /// <summary>The kind with this API group ("" for core) and kind name, or null when EgressGuard does not read it.</summary>
    public static ObjectKind? Find(string group, string kind) => (group, kind) switch
    {
        (Networking, "ServiceEntry") => ObjectKind.ServiceEntry,
        (Networking, "VirtualService") => ObjectKind.VirtualService,
        (Networking, "Gateway") => ObjectKind.Gateway,
        ("", "Pod") => ObjectKind.Pod,
        ("", "Namespace") => ObjectKind.Namespace,
        _ => null,
    };

    /// <summary>The API group of <c>apiVersion</c>: what stands before the slash, "" for core kinds such as <c>v1</c>.</summary>
    public static string GroupOf(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }
}
