using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Policy.Exemptions;

/// <summary>What holds for any exemptions, held against a deliberately naive second implementation.</summary>
public sealed class ExemptionPropertyTests
{
    private const int Runs = 2000;

    private static readonly string[] Rules = ["EG301", "EG302", "EG303"];
    private static readonly string[] Names = ["legacy", "legacy-1", "legacy-*", "batch", "*"];
    private static readonly string[] Patterns = ["legacy", "legacy-*", "*-1", "b*h", "leg*cy*"];
    private static readonly string[] Namespaces = ["shop", "payments"];
    private static readonly ObjectKind[] Kinds = [ObjectKind.Pod, ObjectKind.Namespace];

    [Fact]
    public void Another_exemption_never_denies_more() => ForAll((random, subject, verdict, exemptions) =>
    {
        var before = Judge(subject, verdict, exemptions);
        var after = Judge(subject, verdict, exemptions.With([AnyExemption(random, "added")]));

        Assert.Subset(Places(before), Places(after));
        Assert.True(after.Gravest <= before.Gravest);
    });

    [Fact]
    public void Nothing_is_lost_and_nothing_is_added() => ForAll((_, subject, verdict, exemptions) =>
    {
        var judged = Judge(subject, verdict, exemptions);

        Assert.Equal(
            verdict.Findings.Select(Place).Order(),
            judged.Findings.Concat(judged.Exempted.Select(item => item.Finding)).Select(Place).Order());
        Assert.All(judged.Findings, finding => Assert.Contains(verdict.Findings, original => Place(original) == Place(finding) && original.Action == finding.Action));
    });

    [Fact]
    public void What_is_exempted_is_what_a_plain_reading_says() => ForAll((_, subject, verdict, exemptions) =>
    {
        var expected = verdict.Findings.Where(finding => finding.Action >= RuleAction.Warn && exemptions.All.Any(exemption => Reads(exemption, subject, finding)));

        Assert.Equal(expected, Judge(subject, verdict, exemptions).Exempted.Select(item => item.Finding));
    });

    [Fact]
    public void What_is_over_exempts_nothing() => ForAll((_, subject, verdict, exemptions) =>
    {
        var after = exemptions.All.Select(exemption => exemption.Expires).DefaultIfEmpty(Basis.Now).Max();

        Assert.Empty(ExemptedFindings.SetApart(subject, verdict, exemptions, EgressPolicy.Default, after).Exempted);
    });

    private static Verdict Judge(Subject subject, Verdict verdict, ExemptionSet exemptions) =>
        ExemptedFindings.SetApart(subject, verdict, exemptions, EgressPolicy.Default, Basis.Now);

    private static bool Reads(EgressExemption exemption, Subject subject, Finding finding) =>
        exemption.Expires > Basis.Now
        && (exemption.Expires - (exemption.Created < Basis.Now ? exemption.Created.Value : Basis.Now)).TotalDays <= 90
        && exemption.Rules.Contains(finding.Rule)
        && exemption.Subjects.Any(item =>
            item.Kind == subject.Object.Kind && item.Namespace == subject.Namespace && Fits(item.Name, subject.Name));

    private static bool Fits(string pattern, string name) => pattern.Length == 0
        ? name.Length == 0
        : pattern[0] == '*'
            ? Enumerable.Range(0, name.Length + 1).Any(skipped => Fits(pattern[1..], name[skipped..]))
            : name.Length > 0 && name[0] == pattern[0] && Fits(pattern[1..], name[1..]);

    private static HashSet<string> Places(Verdict verdict) =>
        [.. verdict.Findings.Where(finding => finding.Action == RuleAction.Deny).Select(Place)];

    private static string Place(Finding finding) => finding.Rule + finding.Pointer;

    private static void ForAll(Action<Random, Subject, Verdict, ExemptionSet> check)
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            var kind = One(random, Kinds);
            var subject = kind == ObjectKind.Namespace
                ? new Subject(new Namespace(), "", One(random, Names))
                : new Subject(new Pod(), One(random, Namespaces), One(random, Names));
            var findings = Enumerable.Range(0, random.Next(4))
                .Select(i => new Finding(One(random, Rules), "n", (RuleAction)random.Next(1, 4), $"/{i}", "m.", "r."));
            var exemptions = Enumerable.Range(0, random.Next(4)).Select(i => AnyExemption(random, $"e{i}"));
            check(random, subject, new Verdict { Findings = [.. findings] }, ExemptionSet.Of(exemptions));
        }
    }

    private static EgressExemption AnyExemption(Random random, string name) => new()
    {
        Name = name,
        Rules = [One(random, Rules), One(random, Rules)],
        Subjects = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => AnySubject(random))],
        Owner = "o",
        Reason = "r",
        Expires = Basis.Now.AddDays(random.Next(-40, 120)),
        Created = random.Next(2) == 0 ? null : Basis.Now.AddDays(random.Next(-60, 30)),
    };

    private static ExemptionSubject AnySubject(Random random) => One(random, Kinds) == ObjectKind.Namespace
        ? new ExemptionSubject(ObjectKind.Namespace, "", One(random, Patterns), [])
        : new ExemptionSubject(ObjectKind.Pod, One(random, Namespaces), One(random, Patterns), []);

    private static T One<T>(Random random, T[] items) => items[random.Next(items.Length)];
}
