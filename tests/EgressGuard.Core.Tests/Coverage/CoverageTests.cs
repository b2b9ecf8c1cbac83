using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Core.Tests.Coverage;

/// <summary>Coverage is a table, not a feeling: what the specification lists is covered by a rule, or says why not.</summary>
public sealed class CoverageTests
{
    private static readonly string[] Families =
        ["SE", "VS", "POD", "PS", "ENV", "NS", "DR", "SC", "GW", "AMB", "KG", "META", "WE", "SVC", "NP", "AP", "C", "L"];

    /// <summary>How many ids each family of the specification has; whoever adds an id there adds it here.</summary>
    private static readonly (string Family, int Count)[] Counts =
    [
        ("SE", 25), ("VS", 22), ("POD", 33), ("PS", 21), ("ENV", 1), ("NS", 9), ("DR", 12), ("SC", 9), ("GW", 12), ("AMB", 5), ("KG", 13),
        ("META", 1), ("WE", 4), ("SVC", 9), ("NP", 3), ("AP", 10), ("4.14", 10), ("C", 24), ("L", 5),
    ];

    private static IEnumerable<SpecificationItem> Items => SpecificationIds.Sections.SelectMany(section => section.Items);

    [Fact]
    public void Every_id_of_the_specification_is_listed_once()
    {
        Assert.Distinct(Items.Select(item => item.Id));
        Assert.Equal(Counts, Counts.Select(family => (family.Family, Items.Count(item => FamilyOf(item.Id) == family.Family))));
        Assert.Equal(Counts.Sum(family => family.Count), Items.Count());
    }

    [Fact]
    public void Every_id_has_a_rule_or_a_reason() =>
        Assert.Empty(Items.Where(item => item.Reason is null && !CoverageDocument.RulesFor(item.Id).Any()).Select(item => item.Id));

    [Fact]
    public void Every_id_that_a_rule_names_is_one_of_the_specification()
    {
        var named = RuleCatalog.All
            .SelectMany(rule => rule.Info.Specification.Split(", "), (rule, id) => (rule.Info.Id, Named: id))
            .Where(pair => Families.Contains(FamilyOf(pair.Named)) || pair.Named.StartsWith("4.14 ", StringComparison.Ordinal));

        Assert.DoesNotContain(named, pair => !Items.Any(item => item.Id == pair.Named));
    }

    [Fact]
    public void Every_tricky_case_has_a_fixture_or_a_reason()
    {
        var rejected = FixtureFiles.Cases(FixtureFiles.Rejects).ToHashSet();

        Assert.Equal(20, TrickyCases.All.Count);
        Assert.DoesNotContain(TrickyCases.All, item => TrickyCases.IsFixture(item.Fixture) && !rejected.Contains(item.Fixture));
    }

    [Fact]
    public void The_document_is_current() => Repository.AssertIsCurrent(Repository.PathOf("docs", "coverage.md"), CoverageDocument.Write());

    private static string FamilyOf(string id) => id is ['C' or 'L', >= '0' and <= '9', ..] ? id[..1] : id.Split('-', ' ')[0];
}
