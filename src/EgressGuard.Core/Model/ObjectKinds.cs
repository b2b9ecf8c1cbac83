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
        ("apps", "Deployment") => ObjectKind.Deployment,
        ("apps", "StatefulSet") => ObjectKind.StatefulSet,
        ("apps", "DaemonSet") => ObjectKind.DaemonSet,
        ("apps", "ReplicaSet") => ObjectKind.ReplicaSet,
        ("batch", "Job") => ObjectKind.Job,
        ("batch", "CronJob") => ObjectKind.CronJob,
        _ => null,
    };

    /// <summary>Whether objects of the kind belong to a namespace.</summary>
    public static bool IsNamespaced(ObjectKind kind) => kind != ObjectKind.Namespace;

    /// <summary>The API group of <c>apiVersion</c>: what stands before the slash, "" for core kinds such as <c>v1</c>.</summary>
    public static string GroupOf(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }
}
