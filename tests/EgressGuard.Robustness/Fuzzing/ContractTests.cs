using System.Buffers;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Verdicts;
using EgressGuard.Robustness.Fuzzing.Generating;
using EgressGuard.Testing;

namespace EgressGuard.Robustness.Fuzzing;

/// <summary>Any object of the right shape, in any world, is answered with a review that the API server takes, and no rule stumbles over it.</summary>
public sealed class ContractTests
{
    [Theory]
    [InlineData(AdmissionPhase.Validate)]
    [InlineData(AdmissionPhase.Mutate)]
    public void Every_answer_keeps_the_contract(AdmissionPhase phase) => Property.Holds(FuzzCases.All, 800, @case =>
    {
        var answer = @case.Answer(phase);

        Assert.Null(answer.Fault);
        Assert.Empty(answer.Verdict.Failed);
        var output = new ArrayBufferWriter<byte>();
        answer.WriteTo(output);
        var read = ApiServerContract.Verify(phase, FuzzCase.Uid, output.WrittenMemory);
        Assert.Equal(answer.IsAllowed, read.Allowed);
        Assert.Equal(answer.Verdict.Findings.Any(finding => finding.Action == RuleAction.Deny), !read.Allowed);
        Assert.All(answer.Verdict.Findings, finding => Assert.Contains(finding.Rule, Told(finding, read), StringComparison.Ordinal));
    });

    /// <summary>Whoever is refused or warned is told of every finding.</summary>
    private static string Told(Finding finding, ReviewResponse read) => finding.Action switch
    {
        RuleAction.Deny => read.Message,
        RuleAction.Warn => string.Join('\n', read.Warnings),
        _ => string.Join('\n', read.AuditAnnotations.Values),
    };
}
