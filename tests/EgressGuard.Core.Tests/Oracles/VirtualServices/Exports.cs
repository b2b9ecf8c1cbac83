using System.Text.RegularExpressions;

namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>The table of istio-egress.md 1.4, for kinds that cannot be exported to nobody.</summary>
internal static class Exports
{
    private static readonly Regex Label = new(
        "^[A-Za-z0-9](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>The places in <c>spec.exportTo</c> that are wrong.</summary>
    public static IEnumerable<string> Faults(OracleCase @case)
    {
        var written = Names.Strings(@case.Object["spec"]!["exportTo"]);
        if (written.Count == 0)
        {
            return @case.Policy.Mesh.DefaultExportTo.Contains("*") ? ["/spec/exportTo"] : [];
        }

        var full = written.Select(item => item == "." ? Bindings.Home(@case.Object) : item).ToList();
        return from index in Enumerable.Range(0, written.Count)
            let item = written[index]
            where (item != "." && !Label.IsMatch(item)) || full.Take(index).Contains(full[index])
            select $"/spec/exportTo/{index}";
    }
}
