namespace EgressGuard.Core.Mesh;

/// <summary>Who sees an object, by its <c>exportTo</c> (istio-egress.md 1.4).</summary>
public static class ExportScope
{
    /// <summary>The namespaces that count: as written, or the mesh default where nothing is written.</summary>
    public static IReadOnlyList<string> Effective(IReadOnlyList<string> exportTo, IReadOnlyList<string> meshDefault) =>
        exportTo.Count == 0 ? meshDefault : exportTo;

    /// <summary>Whether proxies of a namespace see the object.</summary>
    /// <param name="exportTo">As <see cref="Effective"/> gives it.</param>
    /// <param name="owner">The object's namespace.</param>
    /// <param name="viewer">The proxies' namespace.</param>
    public static bool Includes(IReadOnlyList<string> exportTo, string owner, string viewer) =>
        exportTo.Contains("*")
        || (!exportTo.Contains("~") && (exportTo.Contains(viewer) || (owner == viewer && exportTo.Contains("."))));
}
