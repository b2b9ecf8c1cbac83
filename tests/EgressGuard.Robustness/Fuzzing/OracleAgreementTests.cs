using System.Text.Json.Nodes;
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
            var told = answer.Verdict.Findings.Where(finding => finding.Rule == rule).Select(finding => finding.Pointer).ToList();
            var violated = ChangesNothing(@case) ? [] : oracle.Violations(@case).ToList();

            Assert.True(oracle.Agrees(@case, WithoutFormer(oracle, @case, violated, told), told), $"""
                {rule}, seed {Length.Seed}, {count} cases before the end: the oracle says [{string.Join(", ", violated)}], the answer [{string.Join(", ", told)}].
                {fuzz}
                """);
        }
    }

    /// <summary>An update that leaves everything as it was but what no update can change goes through.</summary>
    private static bool ChangesNothing(OracleCase @case) => @case.OldObject is { } old && Content(old) == Content(@case.Object);

    private static string Content(JsonObject json)
    {
        var metadata = json["metadata"]!;
        return string.Join('|', json["spec"]?.ToJsonString(), metadata["labels"]?.ToJsonString(), metadata["annotations"]?.ToJsonString());
    }

    /// <summary>
    /// Updates of what controllers write answer only for what they bring: of these, a finding may be left out where the object gave one at
    /// that place before.
    /// </summary>
    private static List<string> WithoutFormer(RuleOracle oracle, OracleCase @case, List<string> violated, List<string> told)
    {
        if (@case.OldObject is not { } old
            || FuzzCase.KindOf(old) is not (ObjectKind.Pod or ObjectKind.Namespace or ObjectKind.Service or ObjectKind.Deployment
                or ObjectKind.StatefulSet or ObjectKind.DaemonSet or ObjectKind.ReplicaSet or ObjectKind.Job or ObjectKind.CronJob))
        {
            return violated;
        }

        var before = oracle.Violations(@case with { Object = old, OldObject = null }).ToList();
        return violated.FindAll(place => told.Contains(place) || !before.Remove(place));
    }
}
