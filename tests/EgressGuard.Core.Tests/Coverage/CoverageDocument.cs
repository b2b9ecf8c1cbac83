using System.Globalization;
using System.Text;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Core.Tests.Coverage;

/// <summary>Which rule covers which id of the specification (docs/coverage.md).</summary>
internal static class CoverageDocument
{
    /// <summary>The page, in Markdown.</summary>
    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("# Coverage\n\n");
        page.Append("Generated; a test fails when it is stale, when an id of the rule specification is missing, or when a rule has too few fixtures.\n");
        page.Append("Every id has the rules that cover it, what they do by default, and how many fixtures they reject and accept\n");
        page.Append("(`tests/fixtures/rules/`). An id without a rule has the reason.\n");
        foreach (var section in SpecificationIds.Sections)
        {
            page.Append("\n## ").Append(section.Title).Append("\n\n| id | what | rule | default | fixtures |\n|---|---|---|---|---|\n");
            foreach (var item in section.Items)
            {
                Write(item, page);
            }
        }

        WriteNegatives(page);
        return page.ToString();
    }

    /// <summary>The rules that name the id.</summary>
    public static IEnumerable<RuleInfo> RulesFor(string id) =>
        RuleCatalog.All.Select(rule => rule.Info).Where(info => info.Specification.Split(", ").Contains(id));

    private static void Write(SpecificationItem item, StringBuilder page)
    {
        var rules = RulesFor(item.Id).ToList();
        page.Append("| ").Append(item.Id).Append(" | ").Append(item.What).Append(" | ");
        page.Append(string.Join("<br>", rules.Select(info => $"[{info.Id}](rules.md#{info.Id.ToLowerInvariant()}-{info.Name})")));
        page.Append(rules.Count > 0 && item.Reason is not null ? "<br>" : "").Append(item.Reason).Append(" | ");
        page.Append(string.Join("<br>", rules.Select(RuleDocument.DefaultOf))).Append(" | ");
        page.Append(string.Join("<br>", rules.Select(info => FixturesOf(info.Id)))).Append(" |\n");
    }

    private static string FixturesOf(string rule) => string.Create(
        CultureInfo.InvariantCulture,
        $"{CountOf(rule, FixtureFiles.Rejects)} rejected, {CountOf(rule, FixtureFiles.Accepts)} accepted");

    private static int CountOf(string rule, string outcome) =>
        FixtureFiles.Cases(outcome).Count(fixture => fixture.StartsWith(rule + "/", StringComparison.Ordinal));

    private static void WriteNegatives(StringBuilder page)
    {
        page.Append("\n## The tricky twenty\n\n");
        page.Append("Cases that public collections of examples lack (specification, section 5.4), with the fixture that shows each.\n\n");
        page.Append("| case | fixture |\n|---|---|\n");
        foreach (var (what, fixture) in TrickyCases.All)
        {
            page.Append("| ").Append(what).Append(" | ").Append(TrickyCases.IsFixture(fixture) ? $"`{fixture}`" : fixture).Append(" |\n");
        }
    }
}
