using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Paths;

/// <summary>Server names of TLS connections.</summary>
internal static class ServerNames
{
    /// <summary>The most specific of the names that covers the host; null when none does. A name is matched as it is written.</summary>
    public static string? Best(IEnumerable<string> names, string host) => names
        .Where(name => HostName.IsCoveredBy(host, name))
        .OrderBy(HostName.IsWildcard).ThenByDescending(name => name.Length)
        .FirstOrDefault();
}
