using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;
using EgressGuard.Core.Tests.Oracles;
using EgressGuard.Robustness.Fuzzing.Generating;

namespace EgressGuard.Robustness.Fuzzing;

/// <summary>
/// The naive second implementation of every rule against the whole guard: from the bytes of a review, with every rule on, to the answer.
/// (A rule alone against its oracle, with many more cases, is held beside the rules.)
/// </summary>
public sealed class OracleAgreementTests
{
    public static TheoryData<string> Rules => [.. FuzzCases.Oracles.Select(oracle => oracle.Rule)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_answer_names_the_places_that_the_oracle_names(string rule)
    {
        var oracle = FuzzCases.Oracles.Single(candidate => candidate.Rule == rule);
        var pick = new Pick(new Random(Length.Seed));
        for (var count = Length.Of(15, 1_500) * (oracle.CasesPerTenThousand == 10_000 ? 4 : 1); count > 0; count--)
        {
            var @case = oracle.Generate(pick);
            var fuzz = FuzzCase.Of(@case, rule);
            var answer = fuzz.Answer(AdmissionPhase.Validate);
            var told = oracle.Compared(answer.Verdict.Findings.Where(finding => finding.Rule == rule).Select(finding => finding.Pointer)).ToList();
            var violated = ChangesNothing(@case) ? [] : oracle.Compared(oracle.Violations(@case)).ToList();

            Assert.True(Agree(told, violated, Before(oracle, @case)), $"""
                {rule}, seed {Length.Seed}, {count} cases before the end: the oracle says [{string.Join(", ", violated)}], the answer [{string.Join(", ", told)}].
                {fuzz}
                """);
        }
    }

    /// <summary>An update that leaves everything as it was goes through.</summary>
    private static bool ChangesNothing(OracleCase @case) => @case.OldObject is { } old && old.ToJsonString() == @case.Object.ToJsonString();

    /// <summary>
    /// Updates of what controllers write answer only for what they bring: of these, a finding may be left out where the object gave one at
    /// that place before.
    /// </summary>
    private static bool Agree(List<string> told, List<string> violated, List<string> before)
    {
        var missed = violated.Where(place => !told.Remove(place)).ToList();
        return told.Count == 0 && missed.TrueForAll(before.Remove);
    }

    private static List<string> Before(RuleOracle oracle, OracleCase @case) =>
        @case.OldObject is { } old
        && FuzzCase.KindOf(old) is ObjectKind.Pod or ObjectKind.Namespace or ObjectKind.Service or ObjectKind.Deployment or ObjectKind.StatefulSet
            or ObjectKind.DaemonSet or ObjectKind.ReplicaSet or ObjectKind.Job or ObjectKind.CronJob
            ? [.. oracle.Compared(oracle.Violations(@case with { Object = old, OldObject = null }))]
            : [];
}
