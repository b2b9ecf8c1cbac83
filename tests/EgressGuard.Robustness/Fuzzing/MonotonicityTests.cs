using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Tests;
using EgressGuard.Core.Tests.Oracles;
using EgressGuard.Core.Verdicts;
using EgressGuard.Robustness.Fuzzing.Generating;

namespace EgressGuard.Robustness.Fuzzing;

/// <summary>More permission never refuses more, and less never lets more through, whatever the object and the world around it.</summary>
public sealed class MonotonicityTests
{
    private static readonly RuleOracle AboutHosts = FuzzCases.Oracles.Single(oracle => oracle.Rule == "EG108");

    [Fact]
    public void Another_exemption_never_denies_more()
    {
        var spared = 0;
        Property.Holds(FuzzCases.All, 500, @case =>
        {
            var before = @case.Answer(AdmissionPhase.Validate);
            if (before.Verdict.Findings.IsEmpty)
            {
                return;
            }

            var pick = new Pick(new Random(before.Verdict.Findings.Length + @case.Mesh.Count));
            var after = (@case with { Exemptions = ExemptionSet.Of([AnyExemption(pick, @case, before.Verdict)]) }).Answer(AdmissionPhase.Validate);

            Assert.Empty(Places(after).Except(Places(before)));
            Assert.False(before.IsAllowed && !after.IsAllowed);
            Assert.Equal(before.Verdict.NotEvaluated.AsEnumerable(), after.Verdict.NotEvaluated);
            Assert.Equal(before.Verdict.Findings.Length, after.Verdict.Findings.Length + after.Verdict.Exempted.Length);
            spared += after.Verdict.Exempted.Length;
        });

        Assert.True(spared > 50, $"The exemptions spared {spared} findings only.");
    }

    [Fact]
    public void A_host_less_never_admits_more()
    {
        var refused = 0;
        Property.Holds(FuzzCases.From(WithHosts), 500, @case =>
        {
            var less = @case with { Policy = @case.Policy with { Hosts = WithoutLast(@case.Policy.Hosts) } };
            var (before, after) = (@case.Answer(AdmissionPhase.Validate), less.Answer(AdmissionPhase.Validate));

            Assert.False(!before.IsAllowed && after.IsAllowed, $"Refused with the host and admitted without it: {before.Message}");
            Assert.Empty(Places(before).Except(Places(after)));
            refused += after.Verdict.Findings.Count(About) - before.Verdict.Findings.Count(About);
        });

        Assert.True(refused > 50, $"Only {refused} hosts were refused that had been allowed.");

        static bool About(Finding finding) => finding.Rule == AboutHosts.Rule;
    }

    /// <summary>Not the words: a finding says when its exemption is over.</summary>
    private static IEnumerable<(string Rule, string Pointer, RuleAction Action)> Places(AdmissionAnswer answer) =>
        answer.Verdict.Findings.Select(finding => (finding.Rule, finding.Pointer, finding.Action));

    private static EgressExemption AnyExemption(Pick pick, FuzzCase @case, Verdict verdict)
    {
        var finding = verdict.Findings[pick.Number(0, verdict.Findings.Length - 1)];
        var name = (string?)@case.Object["metadata"]?["name"] ?? "web";
        return new EgressExemption
        {
            Name = "any",
            Rules = [finding.Rule],
            Subjects = [new ExemptionSubject(@case.Kind, FuzzCase.NamespaceOf(@case.Object), pick.One(name, name, name + "-1", "other"), [])],
            Owner = "team-shop",
            Reason = "Being moved behind the gateway",
            Expires = Basis.Now.AddDays(pick.One(-1, 1, 30)),
            Created = Basis.Now.AddDays(-5),
        };
    }

    /// <summary>A case under a policy with a list of hosts, some of which the case is about.</summary>
    private static FuzzCase WithHosts(Pick pick)
    {
        var @case = pick.Number(0, 3) switch
        {
            0 => FuzzCases.OfShapes(pick),
            1 => FuzzCase.Of(AboutHosts.Generate(pick), AboutHosts.Rule),
            _ => FuzzCases.OfOracle(pick),
        };
        var own = (@case.Object["spec"]?["hosts"] as JsonArray ?? []).Select(host => OracleCase.Text(host) ?? "");
        ImmutableArray<string> allowed = [.. pick.Some(3, "api.example.com", "*.example.com", "edition.cnn.com", "*"), .. own];
        return @case with { Policy = @case.Policy with { Hosts = [new HostPermission([FuzzCase.NamespaceOf(@case.Object)], allowed)] } };
    }

    private static ImmutableArray<HostPermission> WithoutLast(ImmutableArray<HostPermission> hosts) =>
        [.. hosts.Select(row => row with { Allow = row.Allow.IsEmpty ? [] : row.Allow[..^1] })];
}
