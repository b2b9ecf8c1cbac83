using EgressGuard.Core.Model;

namespace EgressGuard.Core.Paths;

/// <summary>The condition of a root's route and of its delegate's, together, as istiod merges them (istio-egress.md VS-4).</summary>
/// <param name="IsPossible">Whether both can hold at once; istiod drops the route otherwise.</param>
/// <param name="Match">The condition; null where neither has one.</param>
internal sealed record DelegatedMatch(bool IsPossible, RouteMatch? Match)
{
    /// <summary>Both conditions at once.</summary>
    public static DelegatedMatch Both(RouteMatch? root, RouteMatch? inner)
    {
        if (root is null || inner is null)
        {
            return new DelegatedMatch(IsPossible: true, root ?? inner);
        }

        var isPossible = Agree(root.Port, inner.Port) && Agree(NullIfEmpty(root.SourceNamespace), NullIfEmpty(inner.SourceNamespace))
            && root.SourceLabels.All(label => !inner.SourceLabels.TryGetValue(label.Key, out var value) || value == label.Value);
        return new DelegatedMatch(isPossible, inner with
        {
            Gateways = inner.Gateways.Count > 0 ? inner.Gateways : root.Gateways,
            Port = inner.Port ?? root.Port,
            SourceNamespace = NullIfEmpty(inner.SourceNamespace) ?? root.SourceNamespace,
            SourceLabels = Union(root.SourceLabels, inner.SourceLabels),
            Uri = inner.Uri ?? root.Uri,
            Scheme = inner.Scheme ?? root.Scheme,
            Method = inner.Method ?? root.Method,
            Authority = inner.Authority ?? root.Authority,
            Headers = Union(root.Headers, inner.Headers),
            WithoutHeaders = Union(root.WithoutHeaders, inner.WithoutHeaders),
            QueryParams = Union(root.QueryParams, inner.QueryParams),
        });
    }

    private static bool Agree<T>(T? left, T? right) => left is null || right is null || EqualityComparer<T>.Default.Equals(left, right);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static Dictionary<string, T> Union<T>(IReadOnlyDictionary<string, T> root, IReadOnlyDictionary<string, T> inner)
    {
        var union = new Dictionary<string, T>(root, StringComparer.Ordinal);
        foreach (var (key, value) in inner)
        {
            union[key] = value;
        }

        return union;
    }
}
