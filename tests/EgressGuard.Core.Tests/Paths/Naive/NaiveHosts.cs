namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>Names and patterns (istio-egress.md 2.1, 2.2).</summary>
internal static class NaiveHosts
{
    public static string Plain(string host) => host.ToLowerInvariant().TrimEnd('.');

    public static bool IsPattern(string host) => host.StartsWith('*');

    /// <summary>Whether the outer host stands for all that the inner one stands for.</summary>
    public static bool Covers(string outer, string inner) =>
        IsPattern(outer) ? inner.TrimStart('*').EndsWith(outer[1..], StringComparison.Ordinal) : outer == inner;

    public static bool Overlap(string left, string right) => Covers(left, right) || Covers(right, left);

    /// <summary>The full name of a host in an object of the namespace.</summary>
    public static string Full(string host, string home, string domain) =>
        host.Contains('.') || IsPattern(host) ? host : $"{host}.{home}.svc.{domain}";

    /// <summary>Whether it is a name that the cluster gives out.</summary>
    public static bool IsOfCluster(string host, string domain) =>
        new[] { ".svc", "." + domain, ".clusterset.local" }.Any(end => Plain(host).EndsWith(end, StringComparison.Ordinal));

    /// <summary>The hosts from the most specific on: names, then patterns by length; the first of equals stays first.</summary>
    public static IEnumerable<T> MostSpecificFirst<T>(IEnumerable<T> items, Func<T, string> host) =>
        items.OrderBy(item => IsPattern(host(item))).ThenByDescending(item => host(item).Length);
}
