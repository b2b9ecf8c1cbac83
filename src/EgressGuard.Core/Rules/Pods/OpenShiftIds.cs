using System.Globalization;
using System.Text.RegularExpressions;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>
/// The ids that Istio's injector gives the proxy on OpenShift: the last ones of the ranges that OpenShift notes on the namespace
/// (istio-egress.md PS-7). What is no such range is passed over, as Istio does.
/// </summary>
internal static partial class OpenShiftIds
{
    private const string UserRange = "openshift.io/sa.scc.uid-range";
    private const string GroupRanges = "openshift.io/sa.scc.supplemental-groups";

    /// <summary>The proxy's user; null where the namespace names none, or is not known.</summary>
    public static long? User(Namespace? home) => LastOf(home?.Metadata.Annotation(UserRange));

    /// <summary>The proxy's group: from the first of several ranges, all of which must be ones; else from the users' range.</summary>
    public static long? Group(Namespace? home)
    {
        var ranges = (home?.Metadata.Annotation(GroupRanges) ?? home?.Metadata.Annotation(UserRange) ?? "").Split(',');
        return ranges.All(range => LastOf(range) is not null) ? LastOf(ranges[0]) : null;
    }

    /// <summary>The last number of <c>first/count</c> or <c>first-last</c>, in 32 bits; what follows does not count.</summary>
    private static long? LastOf(string? range)
    {
        if (range is null
            || (range.Contains('/', StringComparison.Ordinal) ? Counted() : Bounded()).Match(range) is not { Success: true } match
            || !TryNumber(match.Groups["first"], out var first)
            || !TryNumber(match.Groups["second"], out var second))
        {
            return null;
        }

        return match.Groups["count"].Success ? unchecked(first + second - 1) : second;
    }

    private static bool TryNumber(Group digits, out uint number) =>
        uint.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(@"^ *(?<first>[0-9]+)(?<count>/) *(?<second>[0-9]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Counted();

    [GeneratedRegex("^ *(?<first>[0-9]+)- *(?<second>[0-9]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Bounded();
}
