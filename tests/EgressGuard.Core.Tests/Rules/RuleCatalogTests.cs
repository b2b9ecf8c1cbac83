using System.Text;
using System.Text.RegularExpressions;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Core.Tests.Rules;

/// <summary>What holds for every rule, so that a new one cannot be half there.</summary>
public sealed partial class RuleCatalogTests
{
    private static readonly string[] Families = ["1", "2", "3", "4", "5", "6", "7", "9"];

    public static TheoryData<string> Ids => [.. RuleCatalog.All.Select(rule => rule.Info.Id)];

    [Fact]
    public void Every_rule_in_the_assembly_is_listed_once()
    {
        var defined = typeof(Rule).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Rule)) && !type.IsAbstract);

        Assert.Equal(
            defined.Select(type => type.FullName).Order(StringComparer.Ordinal),
            RuleCatalog.All.Select(rule => rule.GetType().FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ids_are_in_order_and_unique()
    {
        var ids = RuleCatalog.All.Select(rule => rule.Info.Id).ToList();

        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.DoesNotContain(ReservedRules.MalformedObject.Id, ids);
    }

    [Fact]
    public void Names_are_unique() => Assert.Distinct(RuleCatalog.All.Select(rule => rule.Info.Name));

    [Fact]
    public void Every_fixture_directory_is_a_rules() => Assert.Empty(FixtureFiles.Rules.Except(RuleCatalog.All.Select(rule => rule.Info.Id)));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_is_found_by_its_id_and_its_kinds(string id)
    {
        var rule = RuleCatalog.Find(id)!;

        Assert.NotEmpty(rule.Info.Kinds);
        Assert.Distinct(rule.Info.Kinds);
        Assert.All(rule.Info.Kinds, kind => Assert.Contains(rule, RuleCatalog.For(kind)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_describes_itself(string id)
    {
        var info = RuleCatalog.Find(id)!.Info;

        Assert.Matches(Id(), info.Id);
        Assert.Contains(info.Id[2..3], Families);
        Assert.Matches(KebabCase(), info.Name);
        Assert.Matches(Sentence(), info.Summary);
        Assert.NotEmpty(info.Specification);
        Assert.Matches(Sentences(), info.Why);
        Assert.NotNull(info.Example);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_three_fixtures_that_it_rejects_and_two_that_it_accepts(string id)
    {
        Assert.True(FixtureFiles.Cases(FixtureFiles.Accepts).Count(fixture => fixture.StartsWith(id + "/", StringComparison.Ordinal)) >= 2);
        Assert.True(FixtureFiles.Cases(FixtureFiles.Rejects).Count(fixture => fixture.StartsWith(id + "/", StringComparison.Ordinal)) >= 3);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rules_example_is_refused_and_its_correction_is_admitted_by_every_rule(string id)
    {
        var example = RuleCatalog.Find(id)!.Info.Example!;
        var denied = RuleFixture.Parse(Encoding.UTF8.GetBytes(example.Denied), $"{id}, denied");
        var corrected = RuleFixture.Parse(Encoding.UTF8.GetBytes(example.Corrected), $"{id}, corrected");

        Assert.Contains(denied.Judge(RuleCatalog.Find(id)!).Findings, finding => finding.Rule == id);

        // One object without its routes is all that most examples show, and EG901 says so without refusing it.
        Assert.Empty(corrected.Check().Findings.Where(finding => finding is not { Rule: "EG901", Action: RuleAction.Warn }));
    }

    [GeneratedRegex(@"^EG\d{3}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Id();

    [GeneratedRegex(@"^[a-z0-9]+(?:-[a-z0-9]+)+\z", RegexOptions.NonBacktracking)]
    private static partial Regex KebabCase();

    [GeneratedRegex(@"^[A-Z][^\n]*[^.\s]\.\z", RegexOptions.NonBacktracking)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^[A-Z][^\n]*\.\z", RegexOptions.NonBacktracking)]
    private static partial Regex Sentences();
}
