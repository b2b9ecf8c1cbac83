using System.Text.RegularExpressions;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>The table "Permissions" of docs/audit.md, as <c>verb plural.group</c>.</summary>
internal static partial class PermissionTable
{
    /// <summary>A resource as kubectl writes it: <c>serviceentries.networking.istio.io</c>.</summary>
    public static string Resource(string plural, string group)
    {
        var slash = plural.IndexOf('/', StringComparison.Ordinal);
        var (name, sub) = slash < 0 ? (plural, "") : (plural[..slash], plural[slash..]);
        return group.Length == 0 ? plural : $"{name}.{group}{sub}";
    }

    /// <summary>All entries.</summary>
    public static IReadOnlyList<string> Read()
    {
        var lines = File.ReadLines(Repository.PathOf("docs", "audit.md"))
            .SkipWhile(line => line != "## Permissions")
            .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith('|'));
        return
        [
            .. from line in lines
               let cells = line.Split('|', StringSplitOptions.TrimEntries)
               from part in cells[1].Replace(", or ", ";", StringComparison.Ordinal).Split(';', StringSplitOptions.TrimEntries)
               from permission in Entries(part, cells[2])
               select permission,
        ];
    }

    private static IEnumerable<string> Entries(string part, string verbs)
    {
        var match = Part().Match(part);
        Assert.True(match.Success, $"'{part}' is no list of resources with their group.");
        return from verb in verbs.Split(',', StringSplitOptions.TrimEntries)
               from plural in match.Groups["plurals"].Value.Split(',', StringSplitOptions.TrimEntries)
               select $"{verb} {Resource(plural, match.Groups["group"].Value)}";
    }

    [GeneratedRegex(
        @"^(?<plurals>[a-z/]+(, [a-z/]+)*)( \((?<group>[a-z0-9.-]+)\))?(, in the webhook's namespace)?$",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Part();
}
