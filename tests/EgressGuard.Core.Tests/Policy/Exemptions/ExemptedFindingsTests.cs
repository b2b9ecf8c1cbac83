using System.Collections.Immutable;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Policy.Exemptions;

public sealed class ExemptedFindingsTests
{
    private const string Pod = "'kind':'Pod','namespace':'shop','name':'legacy-*'";

    private static readonly DateTimeOffset Expires = new(2026, 6, 30, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Pod, "Pod", "shop", "legacy-1", true)]
    [InlineData(Pod, "Pod", "shop", "legacy-", true)]
    [InlineData(Pod, "Pod", "shop", "legacy-*", true)] // its name is still to be generated
    [InlineData(Pod, "Pod", "shop", "legacy", false)]
    [InlineData(Pod, "Pod", "shop", "my-legacy-1", false)]
    [InlineData(Pod, "Pod", "shop", "leg*", false)]
    [InlineData(Pod, "Pod", "shop2", "legacy-1", false)]
    [InlineData(Pod, "Pod", "sho", "legacy-1", false)]
    [InlineData(Pod, "Pod", "", "legacy-1", false)]
    [InlineData(Pod, "Deployment", "shop", "legacy-1", false)]
    [InlineData("'kind':'Pod','namespace':'shop','name':'legacy'", "Pod", "shop", "legacy", true)]
    [InlineData("'kind':'Pod','namespace':'shop','name':'legacy'", "Pod", "shop", "legacy-1", false)]
    [InlineData("'kind':'Pod','namespace':'shop','name':'legacy'", "Pod", "shop", "legacy*", false)]
    [InlineData("'kind':'Pod','namespace':'shop','name':'a.c'", "Pod", "shop", "abc", false)]
    [InlineData("'kind':'Namespace','name':'shop'", "Namespace", "", "shop", true)]
    [InlineData("'kind':'Namespace','name':'shop'", "Namespace", "", "shop2", false)]
    [InlineData("'kind':'Namespace','name':'shop'", "Pod", "shop", "shop", false)]
    public void An_exemption_fits_by_kind_namespace_and_whole_name(string subject, string kind, string @namespace, string name, bool fits)
    {
        KubeObject target = kind switch
        {
            "Namespace" => new Namespace(),
            "Deployment" => new Workload { WorkloadKind = ObjectKind.Deployment },
            _ => new Pod(),
        };

        Assert.Equal(fits, IsExempted(ExemptionDocument.For(subject), new Subject(target, @namespace, name)));
    }

    [Theory]
    [InlineData("'api.example.com'", "api.example.com", true)]
    [InlineData("'api.example.com'", "API.example.com.", true)]
    [InlineData("'api.example.com','www.example.com'", "api.example.com", true)]
    [InlineData("'*.example.com'", "api.example.com www.example.com", true)]
    [InlineData("'*.example.com'", "*.api.example.com", true)]
    [InlineData("'api.example.com'", "api.example.com www.example.com", false)]
    [InlineData("'api.example.com'", "*.example.com", false)]
    [InlineData("'*.example.com'", "evil-example.com", false)]
    [InlineData("'*.example.com'", "example.com", false)]
    [InlineData("'api.example.com'", "", false)]
    public void Every_host_of_the_object_must_be_listed(string listed, string hosts, bool fits)
    {
        string[] written = hosts.Length == 0 ? [] : hosts.Split(' ');
        KubeObject[] targets =
        [
            new ServiceEntry { Spec = new ServiceEntrySpec { Hosts = written } },
            new VirtualService { Spec = new VirtualServiceSpec { Hosts = written } },
        ];

        Assert.All(targets, target =>
        {
            var exemption = ExemptionDocument.For($"'kind':'{target.Kind}','namespace':'shop','name':'partner','hosts':[{listed}]");
            Assert.Equal(fits, IsExempted(exemption, new Subject(target, "shop", "partner")));
        });
    }

    [Fact]
    public void Other_rules_and_what_is_only_recorded_stay_as_they_are()
    {
        var verdict = VerdictOf(Found("EG301"), Found("EG302"), Found("EG302", RuleAction.Warn), Found("EG302", RuleAction.Audit));

        var exempt = Apply(verdict, Basis.Now, ExemptionDocument.Of());

        Assert.Equal([verdict.Findings[0], verdict.Findings[3]], exempt.Findings);
        Assert.Equal(
            [new ExemptedFinding(verdict.Findings[1], "legacy-batch", Expires), new ExemptedFinding(verdict.Findings[2], "legacy-batch", Expires)],
            exempt.Exempted);
    }

    [Fact]
    public void Of_several_the_one_that_ends_last_is_named()
    {
        var later = ExemptionDocument.Of() with { Name = "z", Expires = Expires.AddDays(1) };
        var same = ExemptionDocument.Of() with { Name = "a" };

        Assert.Equal("z", Assert.Single(Apply(VerdictOf(Found("EG302")), Basis.Now, same, later, ExemptionDocument.Of()).Exempted).Exemption);
        Assert.Equal("a", Assert.Single(Apply(VerdictOf(Found("EG302")), Basis.Now, ExemptionDocument.Of(), same).Exempted).Exemption);
    }

    [Fact]
    public void It_ends_at_the_moment_it_says()
    {
        Assert.Single(Apply(VerdictOf(Found("EG302")), Expires.AddTicks(-1), ExemptionDocument.Of()).Exempted);
        Assert.Empty(Apply(VerdictOf(Found("EG302")), Expires, ExemptionDocument.Of()).Exempted);
    }

    [Theory]
    [InlineData(0, " The exemption 'legacy-batch' covered this until 2026-06-30T00:00:00Z, when it expired; it was owned by 'team-shop'.")]
    [InlineData(30, " The exemption 'legacy-batch' covered this until 2026-06-30T00:00:00Z, when it expired; it was owned by 'team-shop'.")]
    [InlineData(31, "")]
    public void For_a_month_a_refusal_tells_that_an_exemption_has_expired(int days, string told)
    {
        var exempt = Apply(VerdictOf(Found("EG302"), Found("EG301")), Expires.AddDays(days), ExemptionDocument.Of());

        Assert.Equal([$"Message.{told}", "Message."], exempt.Findings.Select(finding => finding.Message));
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public void One_that_lasts_longer_than_the_policy_allows_is_void_and_the_refusal_says_so(int days, bool isInForce)
    {
        var created = Basis.Now.AddDays(-1);
        var exemption = ExemptionDocument.Of() with { Created = created, Expires = created.AddDays(days) };

        var exempt = Apply(VerdictOf(Found("EG302")), Basis.Now, exemption);

        Assert.Equal(isInForce, exempt.Findings.IsEmpty);
        Assert.All(exempt.Findings, finding => Assert.Equal(
            "Message. The exemption 'legacy-batch' would cover this, but it is void: 2026-08-30T12:00:00Z is more than 90 days after its creation, "
            + "the most that the policy allows; it is owned by 'team-shop'.",
            finding.Message));
    }

    [Fact]
    public void Nothing_is_created_later_than_now()
    {
        var exemption = ExemptionDocument.Of() with { Created = Basis.Now.AddDays(300), Expires = Basis.Now.AddDays(301) };

        Assert.Equal(ExemptionState.TooLong, exemption.StateAt(Basis.Now, TimeSpan.FromDays(90)));
        Assert.Equal(ExemptionState.TooLong, (exemption with { Created = null }).StateAt(Basis.Now, TimeSpan.FromDays(90)));
        Assert.Equal(ExemptionState.Active, (exemption with { Created = null }).StateAt(Basis.Now.AddDays(300), TimeSpan.FromDays(90)));
    }

    [Fact]
    public void A_set_has_each_name_once_and_the_last_one_counts()
    {
        var set = ExemptionSet.Of([ExemptionDocument.Of() with { Name = "b" }, ExemptionDocument.Of() with { Name = "a" }])
            .With([ExemptionDocument.Of() with { Name = "b", Owner = "other" }]);

        Assert.Equal([("a", "team-shop"), ("b", "other")], set.All.Select(exemption => (exemption.Name, exemption.Owner)));
        Assert.Equal(["a"], set.Without("b").All.Select(exemption => exemption.Name));
        Assert.Same(ExemptionSet.Empty, set.Without("a").Without("b"));
    }

    private static bool IsExempted(EgressExemption exemption, Subject subject)
    {
        var verdict = ExemptedFindings.SetApart(subject, VerdictOf(Found("EG302")), ExemptionSet.Of([exemption]), EgressPolicy.Default, Basis.Now);
        Assert.Equal(1, verdict.Findings.Length + verdict.Exempted.Length);
        return verdict.Findings.IsEmpty;
    }

    private static Verdict Apply(Verdict verdict, DateTimeOffset now, params EgressExemption[] exemptions) => ExemptedFindings.SetApart(
        new Subject(new Pod(), "shop", "legacy-1"), verdict, ExemptionSet.Of(exemptions), EgressPolicy.Default, now);

    private static Verdict VerdictOf(params ImmutableArray<Finding> findings) => new() { Findings = findings };

    private static Finding Found(string rule, RuleAction action = RuleAction.Deny) => new(rule, "name", action, "/spec", "Message.", "Remedy.");
}
