using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Maps;

/// <summary>The map as a page.</summary>
internal static class HtmlMap
{
    /// <summary>Writes the page.</summary>
    public static void Write(EgressMap map, EgressPolicy policy, TextWriter output) => throw new NotSupportedException();
}
