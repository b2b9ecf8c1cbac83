using EgressGuard.Cli.Checking;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Reports;

/// <summary>What the formats for people say of a check as a whole.</summary>
internal static class Summary
{
    /// <summary>The verdicts counted, in one line.</summary>
    /// <param name="report">The outcome.</param>
    /// <param name="paint">Shows a count that matters, by its colour.</param>
    public static string Line(CheckReport report, Func<string, string, string>? paint = null)
    {
        string Paint(int count, string word, string colour)
        {
            var text = FormattableString.Invariant($"{count} {word}");
            return paint is null || count == 0 ? text : paint(text, colour);
        }

        var line = $"{PlainText.Count(report.Objects.Length, "object")} judged: {Paint(report.Allowed, "allowed", "32")}, "
            + $"{Paint(report.Warned, "warned", "33")}, {Paint(report.Denied, "denied", "31")}; {PlainText.Count(report.Findings, "finding")}.";
        if (report.Unjudged == 0)
        {
            return line;
        }

        var kinds = string.Join(", ", report.NotJudged.Select(entry => FormattableString.Invariant($"{entry.Value} {PlainText.Of(entry.Key)}")));
        return $"{line} No rule judges {PlainText.Count(report.Unjudged, "more object")} ({kinds}).";
    }

    /// <summary>The rules that lacked context, and for how many objects, ordered.</summary>
    public static IEnumerable<Omission> Omissions(CheckReport report) => report.Objects
        .SelectMany(item => item.NotEvaluated)
        .GroupBy(omission => omission)
        .Select(same => new Omission(same.Key.Rule, same.Key.Missing, same.Count()))
        .OrderBy(omission => omission.Rule, StringComparer.Ordinal)
        .ThenBy(omission => omission.Missing, StringComparer.Ordinal);

    /// <summary>
    /// The same for people: rules that lacked the same for as many objects stand on one line, as in
    /// <c>EG103, EG901 for 2 objects: the Gateway objects of the mesh were not given</c>.
    /// </summary>
    public static IEnumerable<string> OmissionLines(CheckReport report) => Omissions(report)
        .GroupBy(omission => (omission.Missing, omission.Objects))
        .Select(same => same.First() with { Rule = string.Join(", ", same.Select(omission => omission.Rule)) })
        .Select(omission => omission.ToString());

    /// <summary>
    /// What exemptions cover, a line for each object and exemption, as in
    /// <c>Pod shop/legacy: EG302, EG305 by 'legacy-batch' until 2026-12-31T00:00:00Z</c>.
    /// </summary>
    public static IEnumerable<string> ExemptedLines(CheckReport report) =>
        from item in report.Objects
        from same in item.Exempted.GroupBy(exempted => (exempted.Exemption, exempted.Expires))
        let rules = string.Join(", ", same.Select(exempted => exempted.Finding.Rule).Distinct())
        select $"{item}: {rules} by '{same.Key.Exemption}' until {Instant.Write(same.Key.Expires)}";

    /// <summary>A rule that lacked context.</summary>
    /// <param name="Rule">Its id.</param>
    /// <param name="Missing">What is missing.</param>
    /// <param name="Objects">For how many objects.</param>
    public sealed record Omission(string Rule, string Missing, int Objects)
    {
        /// <summary><c>EG106 for 2 objects: the Gateway objects of the mesh were not given</c>.</summary>
        public override string ToString() => $"{Rule} for {PlainText.Count(Objects, "object")}: {Missing}";
    }
}
