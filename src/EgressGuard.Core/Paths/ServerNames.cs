using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Paths;

/// <summary>Server names of TLS connections.</summary>
internal static class ServerNames
{
    /// <summary>The most specific of the names that covers the host; null when none does. A name is matched as it is written.</summary>
    public static string? Best(IEnumerable<string> names, string host)
    {
        string? best = null;
        foreach (var name in names)
        {
            if (HostName.IsCoveredBy(host, name) && (best is null || IsMoreSpecific(name, best)))
            {
                best = name;
            }
        }

        return best;
    }

    /// <summary>Whether a name counts before another that covers the same host: it has no star, or it is longer.</summary>
    public static bool IsMoreSpecific(string name, string other) => HostName.IsWildcard(name) == HostName.IsWildcard(other)
        ? name.Length > other.Length
        : HostName.IsWildcard(other);
}
