using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>Findings as the author of a request reads them in a terminal.</summary>
internal static class FindingText
{
    private const int UsualLength = 1024;

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)]);

    /// <summary>The refusal: the object, such as <c>ServiceEntry shop/httpbin</c>, then a line for every finding that refuses it.</summary>
    public static string Refusal(string subject, Verdict verdict)
    {
        var text = new StringBuilder(UsualLength).Append(subject).Append(" is refused:");
        foreach (var finding in verdict.Findings)
        {
            if (finding.Action == RuleAction.Deny)
            {
                text.Append('\n');
                AppendLine(text, finding);
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// The warnings, each finding one. The API server drops a warning that holds a control character, so those become spaces.
    /// </summary>
    public static ImmutableArray<string> Warnings(string subject, Verdict verdict)
    {
        var warnings = ImmutableArray<string>.Empty;
        foreach (var finding in verdict.Findings)
        {
            if (finding.Action == RuleAction.Warn)
            {
                var text = new StringBuilder(UsualLength);
                Append(text, subject);
                text.Append(": ");
                AppendLine(text, finding);
                warnings = warnings.Add(text.ToString());
            }
        }

        return warnings;
    }

    private static void AppendLine(StringBuilder text, Finding finding)
    {
        Append(text, finding.Rule);
        text.Append(' ');
        Append(text, finding.Name);
        if (finding.Pointer.Length > 0)
        {
            text.Append(" at ");
            Append(text, finding.Pointer);
        }

        text.Append(": ");
        Append(text, finding.Message);
        text.Append(" Fix: ");
        Append(text, finding.Remedy);
    }

    /// <summary>Adds a text with spaces for its control characters.</summary>
    private static void Append(StringBuilder text, ReadOnlySpan<char> part)
    {
        while (part.IndexOfAny(Controls) is >= 0 and var at)
        {
            text.Append(part[..at]).Append(' ');
            part = part[(at + 1)..];
        }

        text.Append(part);
    }
}
