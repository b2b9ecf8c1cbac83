namespace EgressGuard.Core.Mesh;

/// <summary>
/// Host names as Istio compares them (istio-egress.md 2.1): on strings, not on labels, so that <c>*.com</c> covers everything
/// in .com and <c>*foo.com</c> covers <c>barfoo.com</c>. Names are compared in the form that <see cref="Normalize"/> gives.
/// </summary>
public static class HostName
{
    /// <summary>The DNS domain of services that clusters share (Multi-Cluster Services), which Istio knows by this name only.</summary>
    internal const string ClusterSetDomain = "clusterset.local";

    /// <summary>
    /// ASCII lower case, without one trailing dot. Other characters stay as they are: a host that is not ASCII is not a host,
    /// and folding it could make it look like one (the Kelvin sign folds to k).
    /// </summary>
    public static string Normalize(string host)
    {
        var trimmed = host.EndsWith('.') ? host[..^1] : host;
        return trimmed.AsSpan().ContainsAnyInRange('A', 'Z')
            ? string.Create(trimmed.Length, trimmed, static (buffer, text) =>
            {
                for (var i = 0; i < buffer.Length; i++)
                {
                    buffer[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i];
                }
            })
            : trimmed;
    }

    /// <summary>Each host in the form that <see cref="Normalize"/> gives; the list itself where all have that form.</summary>
    internal static IReadOnlyList<string> NormalizeAll(IReadOnlyList<string> hosts)
    {
        for (var i = 0; i < hosts.Count; i++)
        {
            if (!ReferenceEquals(hosts[i], Normalize(hosts[i])))
            {
                return [.. hosts.Select(Normalize)];
            }
        }

        return hosts;
    }

    /// <summary>Each host in the form that <see cref="Lower"/> gives; the list itself where all have that form.</summary>
    internal static IReadOnlyList<string> LowerAll(IReadOnlyList<string> hosts) =>
        hosts.Any(host => host.AsSpan().ContainsAnyInRange('A', 'Z')) ? [.. hosts.Select(Lower)] : hosts;

    /// <summary>ASCII lower case, and a trailing dot where there is one: how Istio compares hosts of http routes.</summary>
    internal static string Lower(string host) => host.EndsWith('.') ? Normalize(host) + "." : Normalize(host);

    /// <summary>Whether the host begins with a star.</summary>
    public static bool IsWildcard(string host) => host.Length > 0 && host[0] == '*';

    /// <summary>Whether some name is covered by both hosts.</summary>
    public static bool Overlap(string left, string right) => (IsWildcard(left), IsWildcard(right)) switch
    {
        (true, true) => left.Length >= right.Length
            ? left.AsSpan(1).EndsWith(right.AsSpan(1))
            : right.AsSpan(1).EndsWith(left.AsSpan(1)),
        (true, false) => right.AsSpan().EndsWith(left.AsSpan(1)),
        (false, true) => left.AsSpan().EndsWith(right.AsSpan(1)),
        _ => string.Equals(left, right, StringComparison.Ordinal),
    };

    /// <summary>Whether every name that <paramref name="inner"/> covers is covered by <paramref name="outer"/>, too.</summary>
    public static bool IsCoveredBy(string inner, string outer) => (IsWildcard(inner), IsWildcard(outer)) switch
    {
        (true, true) => inner.Length >= outer.Length && inner.AsSpan(1).EndsWith(outer.AsSpan(1)),
        (true, false) => false,
        (false, true) => inner.AsSpan().EndsWith(outer.AsSpan(1)),
        _ => string.Equals(inner, outer, StringComparison.Ordinal),
    };

    /// <summary>What two hosts that overlap have in common: the narrower of them, because patterns are suffixes.</summary>
    public static string Shared(string left, string right) => IsCoveredBy(left, right) ? left : right;

    /// <summary>
    /// The full name behind a host of a VirtualService or DestinationRule: a name without a dot is a service of the object's own
    /// namespace; a wildcard and anything with a dot stay as written (istio-egress.md 2.2).
    /// </summary>
    public static string Expand(string host, string @namespace, string clusterDomain) =>
        host.Length == 0 || IsWildcard(host) || host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal)
            ? host
            : $"{host}.{@namespace}.svc.{clusterDomain}";

    /// <summary>
    /// Whether the host names a Kubernetes service, or a pattern of them, instead of something outside. Services of a cluster set
    /// (multi-cluster services API) are inside, too.
    /// </summary>
    public static bool IsInCluster(string host, string clusterDomain) =>
        EndsWithLabels(host, "svc") || EndsWithLabels(host, clusterDomain) || EndsWithLabels(host, ClusterSetDomain);

    /// <summary>Whether the host names a Kubernetes service of the namespace, or a pattern of such services only.</summary>
    public static bool IsOfNamespace(string host, string @namespace, string clusterDomain) =>
        IsCoveredBy(host, $"*.{@namespace}.svc.{clusterDomain}") || IsCoveredBy(host, $"*.{@namespace}.svc")
        || IsCoveredBy(host, $"*.{@namespace}.svc.{ClusterSetDomain}");

    /// <summary>
    /// Whether the host is the full name of a Kubernetes service, or of one of its pods, in another namespace. A pattern is none.
    /// </summary>
    internal static bool IsServiceOfOther(string host, string @namespace, string clusterDomain) =>
        !IsWildcard(host)
        && (IsCoveredBy(host, "*.svc." + clusterDomain) || IsCoveredBy(host, "*.svc." + ClusterSetDomain))
        && !IsOfNamespace(host, @namespace, clusterDomain);

    /// <summary>Whether a wildcard covers names of Kubernetes services.</summary>
    internal static bool CoversServices(string host, string clusterDomain) =>
        Overlap(host, "*.svc." + clusterDomain) || Overlap(host, "*.svc") || Overlap(host, "*.svc." + ClusterSetDomain);

    private static bool EndsWithLabels(string host, string labels) =>
        host.EndsWith(labels, StringComparison.Ordinal)
        && (host.Length == labels.Length || host[^(labels.Length + 1)] is '.' or '*');
}
