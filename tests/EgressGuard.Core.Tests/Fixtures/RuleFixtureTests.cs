using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Tests.Fixtures;

/// <summary>
/// Holds every rule to its fixtures. With EGRESSGUARD_UPDATE_FIXTURES=1 the expectations are rewritten instead; read the difference
/// before committing it.
/// </summary>
public sealed class RuleFixtureTests
{
    private const string NotEvaluatedPrefix = "not-evaluated-";

    public static TheoryData<string> Accepted => [.. FixtureFiles.Cases(FixtureFiles.Accepts)];

    public static TheoryData<string> Rejected => [.. FixtureFiles.Cases(FixtureFiles.Rejects)];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Accepts(string fixture)
    {
        var rule = RuleOf(fixture);

        var verdict = RuleFixture.Load(FixtureFiles.Manifests(fixture)).Judge(rule);

        Assert.Equal("[]\n", ExpectedFinding.Write(verdict.Findings));
        Assert.Equal(
            Path.GetFileName(fixture).StartsWith(NotEvaluatedPrefix, StringComparison.Ordinal) ? [rule.Info.Id] : [],
            verdict.NotEvaluated.Select(omission => omission.Rule));
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    public void Rejects(string fixture)
    {
        var verdict = RuleFixture.Load(FixtureFiles.Manifests(fixture)).Judge(RuleOf(fixture));

        var actual = ExpectedFinding.Write(verdict.Findings);
        var expectation = FixtureFiles.Expected(fixture);
        if (Repository.IsUpdate)
        {
            File.WriteAllText(expectation, actual);
        }

        Assert.NotEmpty(verdict.Findings);
        Assert.Empty(verdict.NotEvaluated);
        Assert.True(File.Exists(expectation), $"{expectation} is missing; run the tests with EGRESSGUARD_UPDATE_FIXTURES=1 and read it.");
        Assert.Equal(ExpectedFinding.Normalize(File.ReadAllText(expectation)), actual);
    }

    [Fact]
    public void Fixture_directories_hold_nothing_else()
    {
        var known = FixtureFiles.Cases(FixtureFiles.Accepts).Select(FixtureFiles.Manifests)
            .Concat(FixtureFiles.Cases(FixtureFiles.Rejects).SelectMany(
                fixture => new[] { FixtureFiles.Manifests(fixture), FixtureFiles.Expected(fixture) }));

        Assert.Empty(Directory.EnumerateFiles(FixtureFiles.Root, "*", SearchOption.AllDirectories).Except(known));
    }

    private static Rule RuleOf(string fixture)
    {
        var id = fixture[..fixture.IndexOf('/', StringComparison.Ordinal)];
        return RuleCatalog.Find(id) ?? throw new InvalidOperationException($"There is no rule {id}.");
    }
}
