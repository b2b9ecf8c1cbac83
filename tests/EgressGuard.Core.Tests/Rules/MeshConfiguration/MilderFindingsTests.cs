using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Rules.MeshConfiguration;

/// <summary>Which findings of rules that refuse only warn: the expectations of fixtures do not hold the action.</summary>
public sealed class MilderFindingsTests
{
    [Theory]
    [InlineData("EG409", "tenant-warned", RuleAction.Warn)]
    [InlineData("EG409", "tenant-not-listed", RuleAction.Deny)]
    [InlineData("EG416", "service-entry-warned", RuleAction.Warn)]
    [InlineData("EG416", "virtual-service", RuleAction.Deny)]
    [InlineData("EG419", "debug-image-warned", RuleAction.Warn)]
    [InlineData("EG419", "dry-run", RuleAction.Deny)]
    [InlineData("EG422", "public-address-warned", RuleAction.Warn)]
    [InlineData("EG422", "name-outside-warned", RuleAction.Warn)]
    [InlineData("EG422", "socket", RuleAction.Deny)]
    [InlineData("EG422", "range", RuleAction.Deny)]
    public void A_finding_does_what_its_case_asks_for(string rule, string fixture, RuleAction action)
    {
        var verdict = RuleFixture.Load(FixtureFiles.Manifests($"{rule}/rejects/{fixture}")).Judge(RuleCatalog.Find(rule)!);

        Assert.All(verdict.Findings, finding => Assert.Equal(action, finding.Action));
    }
}
