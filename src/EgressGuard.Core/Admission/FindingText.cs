using System.Text;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Admission;

/// <summary>Findings as the author of a request reads them in a terminal.</summary>
internal static class FindingText
{
    /// <summary>The refusal: the object, such as <c>ServiceEntry shop/httpbin</c>, then a line for every finding that refuses it.</summary>
    public static string Refusal(string subject, Verdict verdict)
    {
        var text = new StringBuilder();
        text.Append(subject).Append(" is refused:");
        foreach (var finding in verdict.Findings.Where(finding => finding.Action == RuleAction.Deny))
        {
            text.Append('\n').Append(Line(finding));
        }

        return text.ToString();
    }

    /// <summary>
    /// The warnings, each finding one. The API server drops a warning that holds a control character, so those become spaces.
    /// </summary>
    public static IEnumerable<string> Warnings(string subject, Verdict verdict) => verdict.Findings
        .Where(finding => finding.Action == RuleAction.Warn)
        .Select(finding => WithoutControls($"{subject}: {Line(finding)}"));

    private static string Line(Finding finding)
    {
        var place = finding.Pointer.Length == 0 ? "" : $" at {finding.Pointer}";
        return WithoutControls($"{finding.Rule} {finding.Name}{place}: {finding.Message} Fix: {finding.Remedy}");
    }

    private static string WithoutControls(string text) => text.Any(char.IsControl)
        ? string.Create(text.Length, text, static (buffer, source) =>
        {
            for (var i = 0; i < buffer.Length; i++)
            {
                buffer[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        })
        : text;
}
