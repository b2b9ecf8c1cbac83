using System.Collections.Immutable;
using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Policy;

/// <summary>Reads lists of IP addresses and CIDR ranges.</summary>
internal static class RangeList
{
    /// <summary>A list of ranges; null when absent or wrong.</summary>
    public static ImmutableArray<IPRange>? Read(PolicyNode node) =>
        node.Texts(Check) is { } ranges ? [.. ranges.Select(IPRange.Parse)] : null;

    /// <summary>What is wrong with the text of a range, or null.</summary>
    public static string? Check(string text) => IPRange.TryParse(text, out _)
        ? null
        : $"{Quote.Text(text)} is neither an IP address nor a CIDR range; "
            + "write one such as 10.0.0.0/8 or fd00::/8, without leading zeros or zone";
}
