using System.Collections.Immutable;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>Compares paths of the node by their text. Links on the node cannot be seen from here.</summary>
internal static class HostPath
{
    /// <summary>Whether the path is one of these or below one, once <c>.</c>, <c>..</c> and repeated slashes are resolved.</summary>
    /// <param name="path">The path as the pod has it.</param>
    /// <param name="parents">Paths in their shortest form, as the policy's reader demands.</param>
    public static bool IsAtOrBelow(string path, ImmutableArray<string> parents)
    {
        if (parents.IsDefaultOrEmpty || Clean(path) is not { } cleaned)
        {
            return false;
        }

        foreach (var parent in parents)
        {
            if (cleaned.StartsWith(parent, StringComparison.Ordinal)
                && (cleaned.Length == parent.Length || cleaned[parent.Length] == '/'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The absolute path in its shortest form; null for a relative one, because what it starts from is not known.</summary>
    internal static string? Clean(string path)
    {
        if (!path.StartsWith('/'))
        {
            return null;
        }

        var kept = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                kept.RemoveRange(Math.Max(kept.Count - 1, 0), Math.Min(kept.Count, 1));
            }
            else if (part != ".")
            {
                kept.Add(part);
            }
        }

        return "/" + string.Join('/', kept);
    }
}
