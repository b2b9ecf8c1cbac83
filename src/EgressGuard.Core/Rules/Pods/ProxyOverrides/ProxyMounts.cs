namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// The places in Istio's containers that decide which program runs there and how: a volume at, above or below one can replace it.
/// The injector itself mounts nothing there (istio-egress.md POD-22, POD-23).
/// </summary>
internal static class ProxyMounts
{
    private static readonly string[] Places =
    [
        "/bin", "/sbin", "/lib", "/lib64", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib64", "/usr/local",
        "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload",
        "/etc/istio/custom-bootstrap", "/var/lib/istio/envoy",
    ];

    public static bool ReplacesProgram(string? mountPath)
    {
        // A path that does not begin at the root begins there all the same: runtimes resolve it against the container's root.
        var path = HostPath.Clean("/" + mountPath)!;
        return Places.Any(place => IsWithin(path, place) || IsWithin(place, path));
    }

    private static bool IsWithin(string path, string parent) =>
        parent == "/"
        || (path.StartsWith(parent, StringComparison.Ordinal) && (path.Length == parent.Length || path[parent.Length] == '/'));
}
