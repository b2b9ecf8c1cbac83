using EgressGuard.Core.Admission;
using EgressGuard.Core.Verdicts;
using EgressGuard.Robustness.Fuzzing.Generating;

namespace EgressGuard.Robustness.Fuzzing;

/// <summary>Mutation ends: what it has added it does not add again, validation asks for none of it, and nothing else has changed.</summary>
public sealed class MutationTests
{
    private const string RequiredLabel = "EG307";

    [Fact]
    public void Mutation_is_idempotent() => Property.Holds(FuzzCases.All, 500, @case =>
    {
        if (Patched.After(@case) is { } patched)
        {
            Assert.Null(Patched.After(patched));
        }
    });

    [Fact]
    public void Mutation_adds_labels_and_leaves_the_rest_as_it_is() => Property.Holds(FuzzCases.All, 500, @case =>
    {
        if (Patched.After(@case) is { } patched)
        {
            var (before, after) = (@case.Object.DeepClone().AsObject(), patched.Object.DeepClone().AsObject());
            var labels = after["metadata"]!["labels"]!.AsObject();
            Assert.All(
                (before["metadata"]!["labels"]?.AsObject() ?? []).ToList(),
                label => Assert.Equal(label.Value?.ToJsonString(), labels[label.Key]?.ToJsonString()));
            before["metadata"]!.AsObject().Remove("labels");
            after["metadata"]!.AsObject().Remove("labels");
            Assert.Equal(before.ToJsonString(), after.ToJsonString());
        }
    });

    [Fact]
    public void What_was_mutated_is_found_no_fault_with_that_it_had_not_before() => Property.Holds(FuzzCases.All, 500, @case =>
    {
        if (@case.OldObject is not null || Patched.After(@case) is not { } patched)
        {
            return;
        }

        var before = @case.Answer(AdmissionPhase.Validate).Verdict.Findings;
        var after = patched.Answer(AdmissionPhase.Validate).Verdict.Findings;

        Assert.DoesNotContain(after, finding => finding.Rule == RequiredLabel && finding.Action == RuleAction.Deny && !before.Contains(finding));
        Assert.Equal(
            before.Where(finding => finding.Rule != RequiredLabel),
            after.Where(finding => finding.Rule != RequiredLabel));
    });
}
