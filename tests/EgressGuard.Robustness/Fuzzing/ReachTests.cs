using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Oracles;
using EgressGuard.Robustness.Fuzzing.Generating;

namespace EgressGuard.Robustness.Fuzzing;

/// <summary>The shapes reach what they are for: what holds of objects that no rule looks at shows nothing.</summary>
public sealed class ReachTests
{
    [Fact]
    public void Shapes_make_objects_of_every_kind_that_rules_find_fault_with_and_objects_they_let_pass()
    {
        var pick = new Pick(new Random(Length.Seed));
        var (faulty, clean, rules) = (new HashSet<ObjectKind>(), new HashSet<ObjectKind>(), new HashSet<string>());
        for (var count = 3_000; count > 0; count--)
        {
            var @case = FuzzCases.OfShapes(pick);
            var findings = @case.Answer(AdmissionPhase.Validate).Verdict.Findings;
            (findings.IsEmpty ? clean : faulty).Add(@case.Kind);
            rules.UnionWith(findings.Select(finding => finding.Rule));
        }

        Assert.Equal(Enum.GetValues<ObjectKind>(), faulty.Order());
        Assert.Equal(Enum.GetValues<ObjectKind>(), clean.Order());
        Assert.True(rules.Count > RuleCatalog.All.Length / 2, $"Only {rules.Count} of {RuleCatalog.All.Length} rules were met: {string.Join(' ', rules.Order())}.");
    }
}
